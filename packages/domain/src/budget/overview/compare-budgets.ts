import { flatRateKinds } from '../../call/call.ts';
import {
  type CofundingSheet,
  emptyCofundingSheet,
  type FundingSource,
} from '../../cofunding/cofunding-sheet.ts';
import type { Minor } from '../../money/money.ts';
import type { PartnerBudget } from '../budget-result.ts';
import {
  type BudgetLine,
  type BudgetSheet,
  costCategories,
  emptyBudgetSheet,
} from '../budget-sheet.ts';
import { openBudgetComputer, type PartnerSheets } from '../compute-budget.ts';
import type { MoneyRules } from '../terms.ts';
import type { CubeCategory } from './cube.ts';

type CellValue = string | number | boolean | null;

/** A cell by the address that documents and their log give it: `lines/<id>/quantity`. */
export interface CellChange {
  address: string;
  field: string;
  before: CellValue;
  after: CellValue;
}

export interface RowChange {
  what: 'line' | 'source' | 'calculation';
  change: 'added' | 'removed' | 'changed';
  /** Null for the calculation: its model and flat rates. */
  rowId: string | null;
  name: string;
  cells: CellChange[];
}

export interface AmountChange {
  before: Minor;
  after: Minor;
}

export interface PartnerComparison {
  partnerId: string;
  total: AmountChange;
  eu: AmountChange;
  own: AmountChange;
  /** Categories whose amount differs. */
  categories: { category: CubeCategory; change: AmountChange }[];
  rows: RowChange[];
}

/**
 * What differs between two states of the budgets, by partner: that at sign-off and that of today.
 * Who changed a cell is for the log to say, by the cell's address. Partners without a difference
 * are left out.
 */
export function compareBudgets(
  rules: MoneyRules,
  before: readonly PartnerSheets[],
  after: readonly PartnerSheets[],
): PartnerComparison[] {
  const ids = [...new Set([...before, ...after].map(({ id }) => id))];
  const [was, is] = [before, after].map((sheets) => {
    const known = new Map(sheets.map((sheet) => [sheet.id, sheet]));
    return ids.map((id) => known.get(id) ?? { id, budget: undefined, cofunding: undefined });
  }) as [PartnerSheets[], PartnerSheets[]];
  const compute = openBudgetComputer();
  const [old, now] = [compute(rules, was).partners, compute(rules, is).partners];
  return ids.flatMap((partnerId, at) => {
    const [a, b, x, y] = [old[at], now[at], was[at], is[at]];
    if (!a || !b || !x || !y) return [];
    const rows = changedRows(x, y);
    const sums = changedSums(a, b);
    const same = rows.length === 0 && sums.categories.length === 0 && a.eu === b.eu;
    return same ? [] : [{ partnerId, ...sums, rows }];
  });
}

function changedSums(a: PartnerBudget, b: PartnerBudget) {
  const change = (before: Minor, after: Minor): AmountChange => ({ before, after });
  const categories: PartnerComparison['categories'] = costCategories
    .filter((category) => a.categories[category] !== b.categories[category])
    .map((category) => ({
      category,
      change: change(a.categories[category], b.categories[category]),
    }));
  if (a.otherFlat !== b.otherFlat) {
    categories.push({ category: 'OTHER_FLAT', change: change(a.otherFlat, b.otherFlat) });
  }
  return {
    total: change(a.total, b.total),
    eu: change(a.eu, b.eu),
    own: change(a.own, b.own),
    categories,
  };
}

function changedRows(before: PartnerSheets, after: PartnerSheets): RowChange[] {
  const [a, b] = [before, after].map(({ budget }) => budget ?? emptyBudgetSheet) as [
    BudgetSheet,
    BudgetSheet,
  ];
  const [c, d] = [before, after].map(({ cofunding }) => cofunding ?? emptyCofundingSheet) as [
    CofundingSheet,
    CofundingSheet,
  ];
  const calculation = changedCells('flat', calculationCells(a), calculationCells(b));
  return [
    ...(calculation.length > 0
      ? [
          {
            what: 'calculation',
            change: 'changed',
            rowId: null,
            name: '',
            cells: calculation,
          } as const,
        ]
      : []),
    ...compareRows('line', 'lines', a.lines, b.lines, lineCells, nameOfLine),
    ...compareRows('source', 'sources', c.sources, d.sources, sourceCells, nameOfSource),
  ];
}

const nameOfLine = ({ description, functionTitle }: BudgetLine) => description || functionTitle;
const nameOfSource = ({ funderName }: FundingSource) => funderName;

type Cells = Record<string, CellValue>;

function calculationCells({ flat, model }: BudgetSheet): Cells {
  const rates = flatRateKinds.map((kind) => [kind, flat[kind] ?? null]);
  return { model: model ?? null, ...Object.fromEntries(rates) };
}

function lineCells({ id: _, perPeriod, cellNotes, ...cells }: BudgetLine): Cells {
  const periods = Object.entries(perPeriod ?? {}).map(([period, value]) => [`q${period}`, value]);
  const notes = Object.entries(cellNotes ?? {}).map(([column, text]) => [`note:${column}`, text]);
  return { ...cells, ...Object.fromEntries(periods), ...Object.fromEntries(notes) };
}

function sourceCells({ id: _, ...cells }: FundingSource): Cells {
  return cells;
}

function compareRows<T extends { id: string }>(
  what: 'line' | 'source',
  root: string,
  before: readonly T[],
  after: readonly T[],
  cellsOf: (row: T) => Cells,
  nameOf: (row: T) => string,
): RowChange[] {
  const old = new Map(before.map((row) => [row.id, row]));
  const now = new Set(after.map(({ id }) => id));
  const present = after.flatMap((row): RowChange[] => {
    const was = old.get(row.id);
    const cells = changedCells(`${root}/${row.id}`, was ? cellsOf(was) : {}, cellsOf(row));
    if (was && cells.length === 0) return [];
    return [{ what, change: was ? 'changed' : 'added', rowId: row.id, name: nameOf(row), cells }];
  });
  const gone = before
    .filter(({ id }) => !now.has(id))
    .map((row): RowChange => {
      const cells = changedCells(`${root}/${row.id}`, cellsOf(row), {});
      return { what, change: 'removed', rowId: row.id, name: nameOf(row), cells };
    });
  return [...present, ...gone];
}

function changedCells(path: string, before: Cells, after: Cells): CellChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields
    .map((field) => ({
      address: `${path}/${field}`,
      field,
      before: before[field] ?? null,
      after: after[field] ?? null,
    }))
    .filter((cell) => cell.before !== cell.after);
}
