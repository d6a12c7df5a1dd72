import type { PartnerBudget } from '@samspel/domain/budget/budget-result';
import type { BudgetLine, BudgetSheet, CostCategory } from '@samspel/domain/budget/budget-sheet';
import { replacementOf } from '@samspel/domain/budget/flat-rates';
import type { CallDefinition, FlatRateKind } from '@samspel/domain/call/call';
import { flatRateKinds } from '@samspel/domain/call/call';
import { toEuro } from '@samspel/domain/money/exchange';
import { parseMinor } from '@samspel/domain/money/money';
import { lineAmount, parseQuantity } from '@samspel/domain/money/quantity';
import { columnsOf, type GridColumn, shownCategories } from './columns.ts';
import type { NavigationRow } from './navigation.ts';

export type GridRow =
  | { kind: 'category'; id: string; category: CostCategory | 'OTHER_FLAT'; sum: bigint }
  | {
      kind: 'line';
      id: string;
      line: BudgetLine;
      amount: bigint;
      /** False when a flat rate stands in for the line, or a rule makes it count 0. */
      counts: boolean;
    }
  | { kind: 'flat'; id: string; flat: FlatRateKind; rateBp: number; amount: bigint; fixed: boolean }
  | { kind: 'sum'; id: 'sum-total' | 'sum-eu' | 'sum-own'; amount: bigint };

/** Which category a flat rate's amount belongs to. */
export const flatCategory: Record<FlatRateKind, CostCategory | 'OTHER_FLAT'> = {
  staffOnDirect: 'STAFF',
  travelOnStaff: 'TRAVEL',
  officeOnStaff: 'OFFICE',
  officeOnDirect: 'OFFICE',
  otherOnStaff: 'OTHER_FLAT',
};

const flatColumns: readonly GridColumn[] = ['description', 'unitPriceMinor', 'total'];
const sumColumns: readonly GridColumn[] = ['description', 'total'];

interface RowSource {
  call: CallDefinition;
  sheet: BudgetSheet;
  budget: PartnerBudget;
  /** Lines that a rule makes count 0, by id. */
  void: ReadonlySet<string>;
}

/** A partner's budget as rows: each category with its lines and the flat rate that fills it. */
export function gridRows(source: RowSource): GridRow[] {
  const rows = shownCategories.flatMap((category) => categoryRows(source, category));
  const { budget } = source;
  if (source.sheet.flat.otherOnStaff !== undefined) {
    rows.push({
      ...{ kind: 'category', id: 'category-OTHER_FLAT', category: 'OTHER_FLAT' },
      sum: budget.otherFlat,
    });
    rows.push(flatRow(source, 'otherOnStaff'));
  }
  return [
    ...rows,
    { kind: 'sum', id: 'sum-total', amount: budget.total },
    { kind: 'sum', id: 'sum-eu', amount: budget.eu },
    { kind: 'sum', id: 'sum-own', amount: budget.own },
  ];
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
      return before && sameRow(before, row) ? before : row;
    });
    known = new Map(rows.map((row) => [row.id, row]));
    return rows;
  };
}

function sameRow(a: GridRow, b: GridRow): boolean {
  if (a.kind !== 'line' || b.kind !== 'line') return sameFields(a, b);
  return a.amount === b.amount && a.counts === b.counts && sameFields(a.line, b.line);
}

function sameFields<T extends object>(a: T, b: T): boolean {
  const names = Object.keys(b) as (keyof T)[];
  return Object.keys(a).length === names.length && names.every((name) => a[name] === b[name]);
}

function categoryRows(source: RowSource, category: CostCategory): GridRow[] {
  const { sheet, budget } = source;
  const lines = sheet.lines.filter((line) => line.category === category);
  const flats = flatRateKinds.filter(
    (kind) => flatCategory[kind] === category && sheet.flat[kind] !== undefined,
  );
  // Staff is where everybody begins; the other categories appear with their first line.
  if (lines.length === 0 && flats.length === 0 && category !== 'STAFF') return [];
  return [
    { kind: 'category', id: `category-${category}`, category, sum: budget.categories[category] },
    ...lines.map((line) => lineRow(source, line)),
    ...flats.map((kind) => flatRow(source, kind)),
  ];
}

function lineRow(source: RowSource, line: BudgetLine): GridRow {
  const replaced = replacementOf(line.category, source.sheet.flat) !== null;
  const counts = !replaced && !source.void.has(line.id);
  return { kind: 'line', id: line.id, line, amount: amountOf(source.call, line), counts };
}

function flatRow({ call, sheet, budget }: RowSource, flat: FlatRateKind): GridRow {
  const category = flatCategory[flat];
  const rule = call.flatRates[flat];
  return {
    ...{ kind: 'flat', id: `flat-${flat}`, flat, rateBp: sheet.flat[flat] ?? 0 },
    amount: category === 'OTHER_FLAT' ? budget.otherFlat : budget.categories[category],
    fixed: !rule?.adjustable,
  };
}

/** A line's own amount in the call's currency, whether or not it counts. */
export function amountOf(call: Pick<CallDefinition, 'currency' | 'fx'>, line: BudgetLine): bigint {
  const amount = lineAmount(parseQuantity(line.quantity), parseMinor(line.unitPriceMinor));
  if (line.currency === call.currency) return amount;
  return call.fx?.currency === line.currency ? toEuro(amount, call.fx) : 0n;
}

/** The columns whose cells of a row can be reached. */
export function reachableColumns(row: GridRow): readonly GridColumn[] {
  if (row.kind === 'line') return columnsOf(row.line.category);
  return row.kind === 'flat' ? flatColumns : sumColumns;
}

export function navigationRows(rows: readonly GridRow[]): NavigationRow[] {
  return rows.map((row) => ({ id: row.id, columns: reachableColumns(row) }));
}
