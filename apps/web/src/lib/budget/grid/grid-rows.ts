import type { PartnerBudget } from '@samspel/domain/budget/budget-result';
import type { BudgetLine, BudgetSheet, CostCategory } from '@samspel/domain/budget/budget-sheet';
import { replacementOf } from '@samspel/domain/budget/flat-rates';
import { amountOf, linePeriods, quantitiesOver } from '@samspel/domain/budget/line-money';
import type { BudgetCube, CubeCategory } from '@samspel/domain/budget/overview/cube';
import type { MoneyRules } from '@samspel/domain/budget/terms';
import { onePeriod, rangeOf } from '@samspel/domain/budget/timeline';
import type { CallDefinition, FlatRateKind } from '@samspel/domain/call/call';
import { flatRateKinds } from '@samspel/domain/call/call';
import { type Minor, zero } from '@samspel/domain/money/money';
import { columnsOf, type GridColumn, isEditable, periodOf, shownCategories } from './columns.ts';
import type { NavigationRow } from './navigation.ts';

/** Amounts by period, where they are shown. */
type ByPeriod = readonly bigint[] | null;

/** A line's quantity by period, where it is shown. */
interface QuantitySplit {
  quantities: readonly bigint[];
  /** The period that has what the others leave. */
  last: number;
}

export type GridRow =
  | {
      kind: 'category';
      id: string;
      category: CostCategory | 'OTHER_FLAT';
      sum: bigint;
      periods: ByPeriod;
    }
  | {
      kind: 'line';
      id: string;
      line: BudgetLine;
      amount: bigint;
      /** False when a flat rate stands in for the line, or a rule makes it count 0. */
      counts: boolean;
      periods: ByPeriod;
      split: QuantitySplit | null;
    }
  | {
      kind: 'flat';
      id: string;
      flat: FlatRateKind;
      rateBp: number;
      amount: bigint;
      fixed: boolean;
      periods: ByPeriod;
    }
  | { kind: 'sum'; id: 'sum-total' | 'sum-eu' | 'sum-own'; amount: bigint; periods: ByPeriod };

export type LineRow = Extract<GridRow, { kind: 'line' }>;

/** Which category a flat rate's amount belongs to. */
export const flatCategory: Record<FlatRateKind, CostCategory | 'OTHER_FLAT'> = {
  staffOnDirect: 'STAFF',
  travelOnStaff: 'TRAVEL',
  officeOnStaff: 'OFFICE',
  officeOnDirect: 'OFFICE',
  otherOnStaff: 'OTHER_FLAT',
};

interface RowSource {
  call: Pick<CallDefinition, 'flatRates'>;
  /** The call's money rules with the project's periods. */
  rules: MoneyRules;
  sheet: BudgetSheet;
  budget: PartnerBudget;
  /** Lines that a rule makes count 0, by id. */
  void: ReadonlySet<string>;
  /** What each category comes to by period; null where that is not shown. */
  periods: ReadonlyMap<CostCategory | 'OTHER_FLAT', readonly bigint[]> | null;
  /** Whether quantities are shown by period. */
  quantities: boolean;
}

/** A partner's budget as rows: each category with its lines and the flat rate that fills it. */
export function gridRows(source: RowSource): GridRow[] {
  const rows = shownCategories.flatMap((category) => categoryRows(source, category));
  const { budget } = source;
  if (source.sheet.flat.otherOnStaff !== undefined) {
    rows.push({
      ...{ kind: 'category', id: 'category-OTHER_FLAT', category: 'OTHER_FLAT' },
      ...{ sum: budget.otherFlat, periods: source.periods?.get('OTHER_FLAT') ?? null },
    });
    rows.push(flatRow(source, 'otherOnStaff'));
  }
  return [
    ...rows,
    { kind: 'sum', id: 'sum-total', amount: budget.total, periods: totals(source) },
    { kind: 'sum', id: 'sum-eu', amount: budget.eu, periods: null },
    { kind: 'sum', id: 'sum-own', amount: budget.own, periods: null },
  ];
}

/** What each category comes to by period, of a cube with one partner. */
export function amountsByPeriod({ periods, partners }: BudgetCube): Map<CubeCategory, bigint[]> {
  const sums = new Map<CubeCategory, bigint[]>();
  for (const { category, period, amount } of partners[0]?.cells ?? []) {
    const amounts = sums.get(category) ?? new Array<bigint>(periods).fill(0n);
    amounts[period - 1] = (amounts[period - 1] ?? 0n) + amount;
    sums.set(category, amounts);
  }
  return sums;
}

function totals({ periods }: RowSource): ByPeriod {
  if (!periods) return null;
  const sums: bigint[] = [];
  for (const amounts of periods.values()) {
    for (const [at, amount] of amounts.entries()) sums[at] = (sums[at] ?? 0n) + amount;
  }
  return sums;
}

/**
 * The same, where a row that says what it said before is the same object as before: of a budget of hundreds
 * of lines a keystroke draws one anew. Keep one per grid.
 */
export function openGridRows(): (source: RowSource) => GridRow[] {
  let known = new Map<string, GridRow>();
  return (source) => {
    const rows = gridRows(source).map((row) => {
      const before = known.get(row.id);
      return before && same(before, row) ? before : row;
    });
    known = new Map(rows.map((row) => [row.id, row]));
    return rows;
  };
}

/** By value: each reading makes lines and lists anew. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const names = Object.keys(b);
  return (
    Object.keys(a).length === names.length &&
    names.every((name) => same(a[name as keyof typeof a], b[name as keyof typeof b]))
  );
}

function categoryRows(source: RowSource, category: CostCategory): GridRow[] {
  const { sheet, budget } = source;
  const lines = sheet.lines.filter((line) => line.category === category);
  const flats = flatRateKinds.filter(
    (kind) => flatCategory[kind] === category && sheet.flat[kind] !== undefined,
  );
  // Staff is where everybody begins; the other categories appear with their first line.
  if (lines.length === 0 && flats.length === 0 && category !== 'STAFF') return [];
  const periods = source.periods?.get(category) ?? null;
  return [
    {
      ...{ kind: 'category', id: `category-${category}`, category, periods },
      sum: budget.categories[category],
    },
    ...lines.map((line) => lineRow(source, line)),
    ...flats.map((kind) => flatRow(source, kind)),
  ];
}

function lineRow(source: RowSource, line: BudgetLine): GridRow {
  const replaced = replacementOf(line.category, source.sheet.flat) !== null;
  const counts = !replaced && !source.void.has(line.id);
  // A line that the call has no exchange rate for comes to nothing, and a finding says so.
  const amount: Minor = amountOf(source.rules, line) ?? zero;
  const periods = source.periods ? linePeriods(source.rules, line, amount) : null;
  const split = source.quantities ? splitOf(source.rules, line) : null;
  return { kind: 'line', id: line.id, line, amount, counts, periods, split };
}

function splitOf({ timeline = onePeriod }: MoneyRules, line: BudgetLine): QuantitySplit {
  return { quantities: quantitiesOver(timeline, line), last: rangeOf(timeline, line).to };
}

function flatRow({ call, sheet, budget, periods }: RowSource, flat: FlatRateKind): GridRow {
  const category = flatCategory[flat];
  const rule = call.flatRates[flat];
  return {
    ...{ kind: 'flat', id: `flat-${flat}`, flat, rateBp: sheet.flat[flat] ?? 0 },
    amount: category === 'OTHER_FLAT' ? budget.otherFlat : budget.categories[category],
    fixed: !rule?.adjustable,
    periods: periods?.get(category) ?? null,
  };
}

/** The columns whose cells of a row can be reached. */
export function reachableColumns(row: GridRow, shown: readonly GridColumn[]): GridColumn[] {
  return columnsOf(shown, row.kind, row.kind === 'line' ? row.line.category : undefined);
}

/** Rows alike have one list of columns: there are hundreds of rows. */
export function navigationRows(
  rows: readonly GridRow[],
  shown: readonly GridColumn[],
): (NavigationRow & { columns: readonly GridColumn[] })[] {
  const lists = new Map<string, GridColumn[]>();
  return rows.map((row) => {
    const alike = row.kind === 'line' ? row.line.category : row.kind;
    const columns = lists.get(alike) ?? reachableColumns(row, shown);
    lists.set(alike, columns);
    return { id: row.id, columns };
  });
}

/** Whether a cell holds what people enter; the others are computed, or set by the call. */
export function isEntered(row: GridRow, column: string): boolean {
  if (row.kind === 'flat') return column === 'unitPriceMinor' && !row.fixed;
  if (row.kind !== 'line' || !isEditable(column)) return false;
  const period = periodOf(column);
  // The last period has the rest; a line that stands in one period has no others.
  return period === null || (row.line.period === null && row.split?.last !== period);
}
