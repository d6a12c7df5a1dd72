import type { BudgetLine, CostCategory } from '@samspel/domain/budget/budget-sheet';
import type { CallDefinition } from '@samspel/domain/call/call';
import type { EditableColumn } from './cell-input.ts';

export type GridColumn = EditableColumn | 'total';

export interface CellSpan {
  column: GridColumn;
  span: number;
}

export const gridColumns: readonly GridColumn[] = [
  'description',
  'functionTitle',
  'quantity',
  'unit',
  'unitPriceMinor',
  'period',
  'total',
];

export const numberColumns: ReadonlySet<GridColumn> = new Set([
  'quantity',
  'unitPriceMinor',
  'period',
  'total',
]);

const withoutFunction = gridColumns.filter((column) => column !== 'functionTitle');

/** A function is what staff costs are known by: who it is stays with the partner. */
export function columnsOf(category: CostCategory): readonly GridColumn[] {
  return category === 'STAFF' ? gridColumns : withoutFunction;
}

export function isEditable(column: string): column is EditableColumn {
  return column !== 'total' && (gridColumns as readonly string[]).includes(column);
}

/** The columns that a kind of row shows, and how many of the grid's each cell spans. */
export function cellSpans(row: 'category' | 'line' | 'flat' | 'sum', staff: boolean): CellSpan[] {
  if (row === 'category' || row === 'sum') {
    return [
      { column: 'description', span: gridColumns.length - 1 },
      { column: 'total', span: 1 },
    ];
  }
  if (row === 'flat') {
    return [
      { column: 'description', span: 4 },
      { column: 'unitPriceMinor', span: 1 },
      { column: 'total', span: 2 },
    ];
  }
  // Without a function the text takes its place.
  const first = staff ? 1 : 2;
  return gridColumns
    .filter((column) => staff || column !== 'functionTitle')
    .map((column) => ({ column, span: column === 'description' ? first : 1 }));
}

/** The order in which a budget lists its categories; office costs come from a flat rate only. */
export const shownCategories: readonly CostCategory[] = [
  'STAFF',
  'OFFICE',
  'TRAVEL',
  'EXTERNAL',
  'EQUIPMENT',
  'INFRA',
  'LUMP',
  'UNIT',
  'REVENUE',
];

/** Categories that a new line may have under the call's cost models. */
export function writableCategories(call: Pick<CallDefinition, 'costModels'>): CostCategory[] {
  return shownCategories.filter(
    (category) =>
      category !== 'OFFICE' && (category !== 'LUMP' || call.costModels.includes('lump_sum')),
  );
}

/** What a fresh line starts with. */
export function newCells(category: CostCategory): Partial<BudgetLine> {
  return { category, unit: category === 'STAFF' ? 'h' : '', quantity: '1' };
}
