import type { CofundingSheet, SourceStatus } from '../../cofunding/cofunding-sheet.ts';
import {
  type Coverage,
  confirming,
  type PledgeAnswer,
  standingOf,
} from '../../cofunding/coverage.ts';
import { type Minor, toMinor } from '../../money/money.ts';
import type { BudgetResult, PartnerBudget } from '../budget-result.ts';
import { type CostCategory, costCategories } from '../budget-sheet.ts';
import type { BudgetCube, CubeCategory } from './cube.ts';
import { type Dimension, rollUp, type Slice } from './roll-up.ts';

export type DimensionValue = string | number | null;

export interface StackedSeries {
  along: DimensionValue[];
  series: { key: DimensionValue; values: Minor[]; total: Minor }[];
  /** Of each place along, all series together; revenue is negative. */
  totals: Minor[];
}

/** Amounts along one dimension, stacked by another: categories by partner, partners over time. */
export function stackedSeries(
  cube: BudgetCube,
  along: Dimension,
  stack: Dimension,
  where: Slice = {},
): StackedSeries {
  const places = valuesOf(cube, along, where);
  const keys = valuesOf(cube, stack, where);
  const amounts = new Map<string, Minor>();
  for (const { key, amount } of rollUp(cube, [along, stack], where)) {
    amounts.set(`${key[along]}\n${key[stack]}`, amount);
  }
  const at = (place: DimensionValue, key: DimensionValue) =>
    amounts.get(`${place}\n${key}`) ?? toMinor(0n);
  const series = keys.map((key) => {
    const values = places.map((place) => at(place, key));
    return { key, values, total: sum(values) };
  });
  return {
    along: places,
    series,
    totals: places.map((place) => sum(keys.map((key) => at(place, key)))),
  };
}

function valuesOf(cube: BudgetCube, dimension: Dimension, where: Slice): DimensionValue[] {
  // Time has no gaps: a period without costs is a place of its own.
  if (dimension === 'period' && where.period === undefined) return [...orderOf(cube, dimension)];
  const values = rollUp(cube, [dimension], where).map(({ key }) => key[dimension] ?? null);
  const order = orderOf(cube, dimension);
  const rank = (value: DimensionValue) => {
    const at = order.indexOf(value);
    // A package that was taken out of the plan comes after those in it; costs of none come last.
    return at === -1 ? order.length + (value === null ? 1 : 0) : at;
  };
  return values.sort((a, b) => rank(a) - rank(b));
}

/** The order in which tables and pictures list categories: the regulation's, what it does not know last. */
export const categoryOrder: readonly CubeCategory[] = [
  'STAFF',
  'OFFICE',
  'TRAVEL',
  'EXTERNAL',
  'EQUIPMENT',
  'INFRA',
  'OTHER_FLAT',
  'LUMP',
  'UNIT',
  'REVENUE',
];

function orderOf(cube: BudgetCube, dimension: Dimension): readonly DimensionValue[] {
  if (dimension === 'category') return categoryOrder;
  if (dimension === 'partner') return cube.partners.map(({ id }) => id);
  if (dimension === 'workPackage') return cube.packages;
  return Array.from({ length: cube.periods }, (_, at) => at + 1);
}

function sum(amounts: readonly bigint[]): Minor {
  return toMinor(amounts.reduce((all, amount) => all + amount, 0n));
}

export type MoneyNode =
  | { kind: 'eu' }
  | { kind: 'funder'; name: string; statusOf: SourceStatus }
  | { kind: 'missing' }
  | { kind: 'revenue' }
  | { kind: 'partner'; id: string }
  | { kind: 'category'; category: CubeCategory }
  | { kind: 'excess' };

export interface MoneyFlow {
  from: MoneyNode;
  to: MoneyNode;
  amount: Minor;
}

/**
 * MO15: where the money comes from and what it pays: from the EU, funders and revenue through each
 * partner to its costs. What no source covers comes from "missing", what sources give too much goes
 * to "excess": into each partner flows exactly what flows out of it.
 */
export function moneyFlows(
  budget: BudgetResult,
  cofunding: Readonly<Record<string, CofundingSheet>>,
  pledges: readonly (PledgeAnswer & { partnerId: string })[] = [],
): MoneyFlow[] {
  return budget.partners.flatMap((partner) => {
    const to: MoneyNode = { kind: 'partner', id: partner.id };
    const answers = pledges.filter(({ partnerId }) => partnerId === partner.id);
    const into = moneyInto(partner, cofunding[partner.id], answers).map((flow) => ({
      ...flow,
      to,
    }));
    const out = costsOf(partner).map(({ category, amount }): MoneyFlow => {
      return { from: to, to: { kind: 'category', category }, amount };
    });
    const left = sum(into.map(({ amount }) => amount)) - sum(out.map(({ amount }) => amount));
    if (left > 0n) out.push({ from: to, to: { kind: 'excess' }, amount: toMinor(left) });
    if (left < 0n) into.push({ from: { kind: 'missing' }, to, amount: toMinor(-left) });
    return [...into, ...out];
  });
}

function moneyInto(
  partner: PartnerBudget,
  sheet: CofundingSheet | undefined,
  answers: readonly PledgeAnswer[],
): { from: MoneyNode; amount: Minor }[] {
  const sources = new Map(sheet?.sources.map((source) => [source.id, source]));
  const revenue = toMinor(-partner.categories.REVENUE);
  const flows: { from: MoneyNode; amount: Minor }[] = [
    { from: { kind: 'eu' }, amount: partner.eu },
    ...partner.sources.map(({ id, amount }) => {
      const source = sources.get(id);
      const name = source?.funderName ?? '';
      const statusOf = source ? standingOf(source, answers) : 'idea';
      return { from: { kind: 'funder', name, statusOf } as const, amount };
    }),
    { from: { kind: 'revenue' }, amount: revenue },
  ];
  return flows.filter(({ amount }) => amount > 0n);
}

function costsOf(partner: PartnerBudget): { category: CubeCategory; amount: Minor }[] {
  const kinds: readonly CostCategory[] = costCategories.filter((kind) => kind !== 'REVENUE');
  const costs: { category: CubeCategory; amount: Minor }[] = kinds.map((category) => ({
    category,
    amount: partner.categories[category],
  }));
  costs.push({ category: 'OTHER_FLAT', amount: partner.otherFlat });
  return costs.filter(({ amount }) => amount > 0n);
}

export interface CoverageSegment {
  status: SourceStatus;
  legal: 'public' | 'private';
  form: 'cash' | 'in_kind';
  amount: Minor;
}

/**
 * The coverage bar of one partner: what its sources give by how they stand, who they are and in
 * what form. What a pledge is short of its source stands as requested.
 */
export function coverageSegments(
  coverage: Coverage,
  sheet: CofundingSheet,
  pledges: readonly PledgeAnswer[],
): CoverageSegment[] {
  const sources = new Map(sheet.sources.map((source) => [source.id, source]));
  const sums = new Map<string, CoverageSegment>();
  for (const { sourceId, amount, confirmed } of coverage.sources) {
    const source = sources.get(sourceId);
    if (!source) continue;
    const standing = standingOf(source, pledges);
    const rest = confirming.includes(standing) ? 'requested' : standing;
    const parts: [SourceStatus, bigint][] = [
      [confirming.includes(standing) ? standing : 'pledged', confirmed],
      [rest, amount - confirmed],
    ];
    for (const [status, part] of parts) {
      if (part === 0n) continue;
      const { legal, form } = source;
      const key = `${status} ${legal} ${form}`;
      const known = sums.get(key)?.amount ?? 0n;
      sums.set(key, { status, legal, form, amount: toMinor(known + part) });
    }
  }
  return [...sums.values()];
}
