import { allocate } from '../../money/allocate.ts';
import { type Minor, toMinor, zero } from '../../money/money.ts';
import {
  type BudgetSheet,
  type CostCategory,
  costCategories,
  emptyBudgetSheet,
} from '../budget-sheet.ts';
import type { PartnerSheets } from '../compute-budget.ts';
import { calculationOf, computePartner, countedAmount } from '../compute-partner.ts';
import { linePeriods } from '../line-money.ts';
import { splitAlong } from '../period-split.ts';
import type { MoneyRules } from '../terms.ts';
import { onePeriod } from '../timeline.ts';

export const cubeCategories = [...costCategories, 'OTHER_FLAT'] as const;
export type CubeCategory = (typeof cubeCategories)[number];

/** The finest that a budget is added up from; a partner's cells sum to its total exactly. */
export interface CubeCell {
  partner: string;
  category: CubeCategory;
  period: number;
  workPackage: string | null;
  amount: Minor;
}

export interface BudgetCube {
  periods: number;
  /** The work plan's packages, in its order. */
  packages: readonly string[];
  partners: readonly { id: string; cells: readonly CubeCell[] }[];
}

/**
 * A budget by partner, category, period and work package. A partner whose sheet is the same object
 * as last time is not added up again. Keep one per open proposal.
 */
export function openBudgetCube(): (
  rules: MoneyRules,
  partners: readonly PartnerSheets[],
) => BudgetCube {
  type Known = { rules: MoneyRules; id: string; cells: CubeCell[] };
  const known = new WeakMap<BudgetSheet, Known>();
  return (rules, partners) => ({
    periods: (rules.timeline ?? onePeriod).periods,
    packages: [...(rules.timeline ?? onePeriod).packages.keys()],
    partners: partners.map(({ id, budget = emptyBudgetSheet }) => {
      const last = known.get(budget);
      if (last?.rules === rules && last.id === id) return { id, cells: last.cells };
      const cells = cellsOf(rules, id, budget);
      known.set(budget, { rules, id, cells });
      return { id, cells };
    }),
  });
}

/** Amounts of one category: by work package, then by period. */
type Spread = Map<string | null, bigint[]>;

function cellsOf(rules: MoneyRules, id: string, sheet: BudgetSheet): CubeCell[] {
  const spreads = spreadLines(rules, id, sheet);
  spreadFlatRates(rules, id, sheet, spreads);
  const cells: CubeCell[] = [];
  for (const category of cubeCategories) {
    for (const [workPackage, amounts] of spreads.get(category) ?? []) {
      amounts.forEach((amount, at) => {
        if (amount === 0n) return;
        const period = at + 1;
        cells.push({ partner: id, category, period, workPackage, amount: toMinor(amount) });
      });
    }
  }
  return cells;
}

type Spreads = Map<CubeCategory, Spread>;

function spreadLines(rules: MoneyRules, id: string, sheet: BudgetSheet): Spreads {
  const calculation = calculationOf(rules, { id, flat: sheet.flat, model: sheet.model });
  const spreads: Spreads = new Map(cubeCategories.map((category) => [category, new Map()]));
  for (const line of sheet.lines) {
    const amount = countedAmount(rules, line, calculation, () => {});
    if (amount === 0n) continue;
    add(spreads.get(line.category), line.workPackage, linePeriods(rules, line, amount));
  }
  return spreads;
}

function add(spread: Spread | undefined, key: string | null, amounts: readonly bigint[]): void {
  const sums = spread?.get(key);
  if (!sums) spread?.set(key, [...amounts]);
  else
    amounts.forEach((amount, at) => {
      sums[at] = (sums[at] ?? 0n) + amount;
    });
}

const direct: readonly CostCategory[] = ['STAFF', 'TRAVEL', 'EXTERNAL', 'EQUIPMENT', 'INFRA'];

/** MO13: a flat rate falls where its base falls; in the order in which flat rates are applied. */
function spreadFlatRates(
  rules: MoneyRules,
  id: string,
  sheet: BudgetSheet,
  spreads: Spreads,
): void {
  const { rates } = calculationOf(rules, { id, flat: sheet.flat, model: sheet.model });
  const { categories, otherFlat } = computePartner(rules, { id, ...sheet, sources: [] });
  const put = (category: CubeCategory, amount: Minor, base: readonly CostCategory[]) =>
    spreads.set(category, spreadBy(amount, sumOf(spreads, base)));
  if (rates.staffOnDirect !== undefined) put('STAFF', categories.STAFF, direct);
  if (rates.travelOnStaff !== undefined) put('TRAVEL', categories.TRAVEL, ['STAFF']);
  put('OFFICE', categories.OFFICE, rates.officeOnStaff === undefined ? direct : ['STAFF']);
  put('OTHER_FLAT', otherFlat, ['STAFF']);
}

function sumOf(spreads: Spreads, categories: readonly CostCategory[]): Spread {
  const sums: Spread = new Map();
  for (const category of categories) {
    for (const [workPackage, amounts] of spreads.get(category) ?? []) {
      add(sums, workPackage, amounts);
    }
  }
  return sums;
}

/** Over periods truncated, the last with a base taking the rest; within one by largest remainder. */
function spreadBy(amount: Minor, base: Spread): Spread {
  const keys = [...base.keys()];
  const rows = [...base.values()];
  const weights = (rows[0] ?? []).map((_, at) =>
    rows.reduce((sum, row) => sum + (row[at] ?? 0n), 0n),
  );
  const last = weights.findLastIndex((weight) => weight > 0n);
  if (amount === 0n || last === -1) return new Map();
  const spread: Spread = new Map(keys.map((key) => [key, weights.map(() => 0n)]));
  splitAlong(amount, weights, last).forEach((part, at) => {
    if (part === 0n) return;
    const parts = allocate(
      part,
      rows.map((row) => row[at] ?? 0n),
    );
    keys.forEach((key, row) => {
      const amounts = spread.get(key);
      if (amounts) amounts[at] = parts[row] ?? zero;
    });
  });
  return spread;
}
