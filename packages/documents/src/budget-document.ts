import {
  type BudgetLine,
  type BudgetSheet,
  costCategories,
  type FlatRateChoices,
  lineCurrencies,
} from '@samspel/domain/budget/budget-sheet';
import { type FlatRateKind, flatRateKinds } from '@samspel/domain/call/call';
import type { Finding } from '@samspel/domain/finding';
import { findingOf } from '@samspel/domain/rules';
import type * as Y from 'yjs';
import {
  choiceCell,
  isWhole,
  optionalIntegerCell,
  optionalTextCell,
  patternCell,
  type ReportCell,
  textCell,
} from './cells.ts';
import { addRow, type InsertOptions, moveRow, type Row, rowsOf, setRegister } from './rows.ts';

const linesRoot = 'lines';
const flatRoot = 'flat';

export type BudgetCells = Omit<BudgetLine, 'id'>;
export type BudgetField = keyof BudgetCells;

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
  reading.sheet.flat = readFlat(doc, (column, readAs) =>
    reading.findings.push(unreadable(partnerId, null, column, readAs)),
  );
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
    quantity: patternCell(cells, 'quantity', /^\d{1,12}(\.\d{1,4})?$/, '0', report),
    unitPriceMinor: patternCell(cells, 'unitPriceMinor', /^-?\d{1,15}$/, '0', report),
    currency: choiceCell(cells, 'currency', lineCurrencies, 'EUR', report),
    period: optionalIntegerCell(cells, 'period', { min: 1, max: 999 }, report),
    workPackage: optionalTextCell(cells, 'workPackage', 64, report),
    note: textCell(cells, 'note', 2000, report),
  };
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
  return setRegister(doc, linesRoot, lineId, field, value, origin);
}

/** Several cells of one or more lines at once: a paste, a fill; one step of undo. */
export function setCells(
  doc: Y.Doc,
  changes: readonly { lineId: string; cells: Partial<BudgetCells> }[],
  origin: unknown = null,
): void {
  doc.transact(() => {
    for (const { lineId, cells } of changes) {
      for (const [field, value] of Object.entries(cells)) {
        setRegister(doc, linesRoot, lineId, field, value, origin);
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
