import {
  type BudgetLine,
  type BudgetSheet,
  costCategories,
  type FlatRateChoices,
  lineCurrencies,
} from '@samspel/domain/budget/budget-sheet';
import {
  type CostModel,
  costModels,
  type FlatRateKind,
  flatRateKinds,
} from '@samspel/domain/call/call';
import type { Finding } from '@samspel/domain/finding';
import { findingOf } from '@samspel/domain/rules';
import type * as Y from 'yjs';
import {
  choiceCell,
  isWhole,
  markCell,
  optionalIntegerCell,
  optionalTextCell,
  patternCell,
  present,
  type ReportCell,
  textCell,
} from './cells.ts';
import { addRow, type InsertOptions, moveRow, type Row, rowsOf, setRegister } from './rows.ts';

const linesRoot = 'lines';
const flatRoot = 'flat';

/** What of a line is written cell by cell; its periods and its cells' notes are cells of their own. */
export type BudgetCells = Omit<BudgetLine, 'id' | 'perPeriod' | 'cellNotes'>;
export type BudgetField = keyof BudgetCells;
/** What is written into a line: its cells, its quantity of single periods, notes of cells (null: none). */
export type LineRegisters = Partial<BudgetCells> & {
  [register: `q${number}` | `note:${string}`]: string | null;
};

export interface BudgetReading {
  sheet: BudgetSheet;
  /** Removed lines, which can be restored. */
  removed: BudgetLine[];
  /** Cells that could not be read (BU15). */
  findings: Finding[];
}

const newLine: BudgetCells = {
  category: 'STAFF',
  description: '',
  functionTitle: '',
  unit: '',
  quantity: '1',
  unitPriceMinor: '0',
  currency: 'EUR',
  period: null,
  workPackage: null,
  note: '',
};

/** BU15, DO2: reads a partner's budget; garbage becomes a default and a finding, never an error. */
export function readBudget(doc: Y.Doc, partnerId: string): BudgetReading {
  const reading: BudgetReading = { sheet: { lines: [], flat: {} }, removed: [], findings: [] };
  const { rows, skipped } = rowsOf(doc, linesRoot);
  for (const id of skipped) reading.findings.push(unreadable(partnerId, id, 'line', 'none'));
  for (const row of rows) {
    const report: ReportCell = (column, readAs) => {
      if (!row.deleted) reading.findings.push(unreadable(partnerId, row.id, column, readAs));
    };
    (row.deleted ? reading.removed : reading.sheet.lines).push(readLine(row, report));
  }
  const report: ReportCell = (column, readAs) =>
    reading.findings.push(unreadable(partnerId, null, column, readAs));
  reading.sheet.flat = readFlat(doc, report);
  const model = readModel(doc, report);
  if (model) reading.sheet.model = model;
  return reading;
}

function unreadable(
  partnerId: string,
  lineId: string | null,
  column: string,
  readAs: string,
): Finding {
  if (lineId === null) {
    const place = { kind: 'budget', partnerId, column } as const;
    return findingOf('BU15', `partner:${partnerId}`, { column, readAs }, place);
  }
  const place = { kind: 'budget', partnerId, lineId, column } as const;
  return findingOf('BU15', `line:${partnerId}/${lineId}`, { column, readAs }, place);
}

function readLine(row: Row, report: ReportCell): BudgetLine {
  const cells = row.registers;
  return {
    id: row.id,
    category: choiceCell(cells, 'category', costCategories, 'STAFF', report),
    description: textCell(cells, 'description', 500, report),
    functionTitle: textCell(cells, 'functionTitle', 200, report),
    unit: textCell(cells, 'unit', 40, report),
    quantity: patternCell(cells, 'quantity', quantityPattern, '0', report),
    unitPriceMinor: patternCell(cells, 'unitPriceMinor', /^-?\d{1,15}$/, '0', report),
    currency: choiceCell(cells, 'currency', lineCurrencies, 'EUR', report),
    period: optionalIntegerCell(cells, 'period', { min: 1, max: 999 }, report),
    workPackage: optionalTextCell(cells, 'workPackage', 64, report),
    note: textCell(cells, 'note', noteLength, report),
    ...present({
      cellNotes: readCellNotes(cells, report),
      perPeriod: readPeriods(cells, report),
      uprated: markCell(cells, 'uprated', report),
      onCosts: markCell(cells, 'onCosts', report),
    }),
  };
}

const quantityPattern = /^\d{1,12}(\.\d{1,4})?$/;
const periodField = /^q([1-9]\d{0,2})$/;
const noteField = /^note:([a-zA-Z]\w{0,39})$/;
const noteLength = 2000;

/** The registers `q1`, `q2`, ...: one cell per period, so that two people can write two of them. */
function readPeriods(
  cells: Y.Map<unknown>,
  report: ReportCell,
): Record<string, string> | undefined {
  const entries: [string, string][] = [];
  cells.forEach((value, field) => {
    const period = periodField.exec(field)?.[1];
    if (period === undefined || value === null) return;
    if (typeof value === 'string' && quantityPattern.test(value)) entries.push([period, value]);
    else report(field, 'none');
  });
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.sort(([a], [b]) => Number(a) - Number(b)));
}

/** The registers `note:quantity`, `note:q1`, ...: what is said of the line as a whole is `note`. */
function readCellNotes(
  cells: Y.Map<unknown>,
  report: ReportCell,
): Record<string, string> | undefined {
  const entries: [string, string][] = [];
  cells.forEach((_, field) => {
    const column = noteField.exec(field)?.[1];
    const text = column === undefined ? '' : textCell(cells, field, noteLength, report);
    if (column !== undefined && text !== '') entries.push([column, text]);
  });
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readModel(doc: Y.Doc, report: ReportCell): CostModel | null {
  const value = doc.getMap(flatRoot).get('model') ?? null;
  const model = costModels.find((known) => known === value) ?? null;
  if (value !== null && model === null) report('model', 'not chosen');
  return model;
}

function readFlat(doc: Y.Doc, report: ReportCell): FlatRateChoices {
  const flat: FlatRateChoices = {};
  const registers = doc.getMap(flatRoot);
  for (const kind of flatRateKinds) {
    const rate = registers.get(kind);
    if (isWhole(rate, { min: 0, max: 10_000 })) flat[kind] = rate;
    else if (rate !== undefined && rate !== null) report(kind, 'not chosen');
  }
  return flat;
}

/** Adds a line and returns its id; one transaction, as all writers here, so that undo takes it whole. */
export function addLine(
  doc: Y.Doc,
  options: InsertOptions & { cells?: Partial<BudgetCells> } = {},
  origin: unknown = null,
): string {
  return addRow(doc, linesRoot, { ...newLine, ...options.cells }, options, origin);
}

export function setCell<F extends BudgetField>(
  doc: Y.Doc,
  lineId: string,
  field: F,
  value: BudgetCells[F],
  origin: unknown = null,
): boolean {
  return setRegister(doc, linesRoot, lineId, field, value ?? null, origin);
}

/** Several cells of one or more lines at once: a paste, a fill; one step of undo. */
export function setCells(
  doc: Y.Doc,
  changes: readonly { lineId: string; cells: LineRegisters }[],
  origin: unknown = null,
): void {
  doc.transact(() => {
    for (const { lineId, cells } of changes) {
      for (const [field, value] of Object.entries(cells)) {
        if (value !== undefined) setRegister(doc, linesRoot, lineId, field, value, origin);
      }
    }
  }, origin);
}

/** Removal only marks: someone may be writing in the line, and it can be restored. */
export function removeLine(doc: Y.Doc, lineId: string, origin: unknown = null): boolean {
  return setRegister(doc, linesRoot, lineId, 'deleted', true, origin);
}

export function restoreLine(doc: Y.Doc, lineId: string, origin: unknown = null): boolean {
  return setRegister(doc, linesRoot, lineId, 'deleted', false, origin);
}

export function moveLine(
  doc: Y.Doc,
  lineId: string,
  after: string | null,
  origin: unknown = null,
): boolean {
  return moveRow(doc, linesRoot, lineId, after, origin);
}

/** Chooses a flat rate in basis points; null un-chooses it. */
export function setFlatRate(
  doc: Y.Doc,
  kind: FlatRateKind,
  rate: number | null,
  origin: unknown = null,
): void {
  const registers = doc.getMap(flatRoot);
  if ((registers.get(kind) ?? null) === rate) return;
  doc.transact(() => registers.set(kind, rate), origin);
}

/** Chooses a cost model and leaves every line and rate as it is; null un-chooses it. */
export function setModel(doc: Y.Doc, model: CostModel | null, origin: unknown = null): void {
  const registers = doc.getMap(flatRoot);
  if ((registers.get('model') ?? null) === model) return;
  doc.transact(() => registers.set('model', model), origin);
}

/** Writes a line's quantity of one period; null takes it away again. */
export function setPeriodQuantity(
  doc: Y.Doc,
  lineId: string,
  period: number,
  quantity: string | null,
  origin: unknown = null,
): boolean {
  if (!isWhole(period, { min: 1, max: 999 })) return false;
  return setRegister(doc, linesRoot, lineId, `q${period}`, quantity, origin);
}
