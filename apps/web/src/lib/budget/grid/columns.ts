import type { BudgetLine, CostCategory } from '@samspel/domain/budget/budget-sheet';
import type { CallDefinition } from '@samspel/domain/call/call';

/** What a line's quantity is in one period. */
export type QuantityColumn = `q${number}`;
/** What a row comes to in one period. */
export type AmountColumn = `a${number}`;

type FixedColumn =
  | 'description'
  | 'functionTitle'
  | 'quantity'
  | 'unit'
  | 'unitPriceMinor'
  | 'workPackage'
  | 'period'
  | 'total';

export type GridColumn = FixedColumn | QuantityColumn | AmountColumn;
export type EditableColumn = Exclude<GridColumn, 'total' | AmountColumn>;

export type RowKind = 'category' | 'line' | 'flat' | 'sum';

/** All that the grid needs to know of a column. */
export interface ColumnSpec {
  /** The least width in rem, and its share of what is left over. */
  width: number;
  grow: number;
  /** At the right, and what is typed there is a number. */
  number?: true;
  /** Computed: nobody writes in it. */
  derived?: true;
  /** The only category whose lines have it. */
  only?: CostCategory;
  /** Kinds of rows besides lines that have a cell in it. */
  also?: readonly Exclude<RowKind, 'line'>[];
}

const everyRow = ['category', 'flat', 'sum'] as const;

// Without the columns that one chooses, all of it fits beside the rail and the panel of a 1280 px screen.
const specs: Record<FixedColumn, ColumnSpec> = {
  description: { width: 8.25, grow: 4, also: everyRow },
  // A function is what staff costs are known by: who it is stays with the partner.
  functionTitle: { width: 7.25, grow: 2, only: 'STAFF' },
  quantity: { width: 4.25, grow: 1, number: true },
  unit: { width: 4.75, grow: 1 },
  unitPriceMinor: { width: 6.5, grow: 1, number: true, also: ['flat'] },
  workPackage: { width: 7, grow: 1 },
  period: { width: 3.25, grow: 0.5, number: true },
  total: { width: 7.5, grow: 1, number: true, derived: true, also: everyRow },
};
const quantitySpec: ColumnSpec = { width: 6, grow: 1, number: true };
const amountSpec: ColumnSpec = {
  ...{ width: 8, grow: 1, number: true, derived: true },
  also: everyRow,
};

export function columnSpec(column: GridColumn): ColumnSpec {
  if (periodOf(column) === null) return specs[column as FixedColumn];
  return column.startsWith('q') ? quantitySpec : amountSpec;
}

/** The period that a column of a period is about. */
export function periodOf(column: string): number | null {
  const found = /^[qa]([1-9]\d{0,2})$/.exec(column);
  return found ? Number(found[1]) : null;
}

export function isQuantityColumn(column: string): column is QuantityColumn {
  return column.startsWith('q') && periodOf(column) !== null;
}

export function isGridColumn(column: string): column is GridColumn {
  return Object.hasOwn(specs, column) || periodOf(column) !== null;
}

export function isEditable(column: string): column is EditableColumn {
  return isGridColumn(column) && !columnSpec(column).derived;
}

/** Which columns a person has chosen to see beside those that are always there. */
export interface ColumnChoice {
  workPackage: boolean;
  quantities: boolean;
  amounts: boolean;
}

/** The columns in the order in which they stand. */
export function shownColumns(choice: ColumnChoice, periods: number): GridColumn[] {
  const each = Array.from({ length: periods }, (_, at) => at + 1);
  return [
    ...(['description', 'functionTitle', 'quantity', 'unit', 'unitPriceMinor'] as const),
    ...(choice.workPackage ? (['workPackage'] as const) : []),
    'period',
    ...(choice.quantities ? each.map((period): QuantityColumn => `q${period}`) : []),
    ...(choice.amounts ? each.map((period): AmountColumn => `a${period}`) : []),
    'total',
  ];
}

/** The columns in which a row has a cell of its own. */
export function columnsOf(
  shown: readonly GridColumn[],
  kind: RowKind,
  category?: CostCategory,
): GridColumn[] {
  return shown.filter((column) => {
    const { only, also } = columnSpec(column);
    if (kind !== 'line') return also?.includes(kind) ?? false;
    return only === undefined || only === category;
  });
}

export interface CellSpan {
  column: GridColumn;
  span: number;
  /** Nothing of the row stands here. */
  blank: boolean;
  /** Where it begins among the shown columns, from 1 on. */
  at: number;
}

/** A row's cells from left to right: its text takes the place of columns that it lacks, if it may. */
export function cellSpans(
  shown: readonly GridColumn[],
  own: readonly GridColumn[],
  widen: boolean,
): CellSpan[] {
  const cells: CellSpan[] = [];
  for (const [index, column] of shown.entries()) {
    const last = cells.at(-1);
    const blank = !own.includes(column);
    if (blank && last && (last.blank || (widen && last.column === 'description'))) last.span += 1;
    else cells.push({ column, span: 1, blank, at: index + 1 });
  }
  return cells;
}

/** As the style sheet takes it, and how wide the table is at least. */
export function tracksOf(shown: readonly GridColumn[], narrow: boolean) {
  const all = shown.map((column) => {
    const { width, grow } = columnSpec(column);
    // On a phone the text stays in view and must leave room for its neighbour.
    return { width: narrow && column === 'description' ? 8 : width, grow };
  });
  const template = all.map(({ width, grow }) => `minmax(${width}rem, ${grow}fr)`).join(' ');
  // On paper all of it has to fit.
  const printed = all.map(({ width }) => `minmax(0, ${width}fr)`).join(' ');
  return { template, printed, least: all.reduce((sum, { width }) => sum + width, 0) };
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
