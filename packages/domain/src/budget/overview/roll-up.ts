import { type Minor, toMinor } from '../../money/money.ts';
import { emptyBudgetSheet } from '../budget-sheet.ts';
import type { PartnerSheets } from '../compute-budget.ts';
import { calculationOf, countedAmount } from '../compute-partner.ts';
import { linePeriods } from '../line-money.ts';
import type { MoneyRules } from '../terms.ts';
import type { BudgetCube, CubeCell } from './cube.ts';

export type Dimension = 'partner' | 'category' | 'period' | 'workPackage';
export type CellKey = Pick<CubeCell, Dimension>;
/** What of the cube is looked at: a partner, a category in a period, ...; empty is all of it. */
export type Slice = Partial<CellKey>;

export interface RollUpRow {
  key: Slice;
  amount: Minor;
}

/** The cells of a slice added up by one or more dimensions, in the order in which they first occur. */
export function rollUp(cube: BudgetCube, by: readonly Dimension[], where: Slice = {}): RollUpRow[] {
  const sums = new Map<string, { key: Slice; amount: bigint }>();
  for (const { id, cells } of cube.partners) {
    if (where.partner !== undefined && where.partner !== id) continue;
    for (const cell of cells) {
      if (!isIn(cell, where)) continue;
      const name = by.map((dimension) => String(cell[dimension])).join('\n');
      const sum = sums.get(name);
      if (sum) sum.amount += cell.amount;
      else {
        const key = Object.fromEntries(by.map((dimension) => [dimension, cell[dimension]]));
        sums.set(name, { key, amount: cell.amount });
      }
    }
  }
  return [...sums.values()].map(({ key, amount }) => ({ key, amount: toMinor(amount) }));
}

export function totalOf(cube: BudgetCube, where: Slice = {}): Minor {
  return rollUp(cube, [], where)[0]?.amount ?? toMinor(0n);
}

function isIn(cell: CellKey, where: Slice): boolean {
  return (
    (where.category === undefined || where.category === cell.category) &&
    (where.period === undefined || where.period === cell.period) &&
    (where.workPackage === undefined || where.workPackage === cell.workPackage)
  );
}

/** The lines behind a number of one partner; what they do not sum to is its flat rates' part. */
export function linesBehind(
  rules: MoneyRules,
  { id, budget = emptyBudgetSheet }: PartnerSheets,
  where: Slice,
): { lineId: string; amount: Minor }[] {
  if (where.partner !== undefined && where.partner !== id) return [];
  const calculation = calculationOf(rules, { id, flat: budget.flat, model: budget.model });
  return budget.lines.flatMap((line) => {
    const { category, workPackage } = line;
    let amount: bigint = 0n;
    const counted = countedAmount(rules, line, calculation, () => {});
    linePeriods(rules, line, counted).forEach((part, at) => {
      if (isIn({ partner: id, category, workPackage, period: at + 1 }, where)) amount += part;
    });
    return amount === 0n ? [] : [{ lineId: line.id, amount: toMinor(amount) }];
  });
}
