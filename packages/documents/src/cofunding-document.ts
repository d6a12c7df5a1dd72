import {
  type CofundingSheet,
  type FundingSource,
  sourceForms,
  sourceLegals,
  sourceModes,
  sourceStatuses,
} from '@samspel/domain/cofunding/cofunding-sheet';
import type { Finding } from '@samspel/domain/finding';
import { findingOf } from '@samspel/domain/rules';
import type * as Y from 'yjs';
import {
  choiceCell,
  integerCell,
  markCell,
  optionalTextCell,
  patternCell,
  present,
  type ReportCell,
  textCell,
} from './cells.ts';
import { addRow, type InsertOptions, moveRow, type Row, rowsOf, setRegister } from './rows.ts';

const root = 'sources';

export type SourceCells = Omit<FundingSource, 'id'>;
export type SourceField = keyof SourceCells;

export interface CofundingReading {
  sheet: CofundingSheet;
  removed: FundingSource[];
  /** Cells that could not be read (CF5). */
  findings: Finding[];
}

const newSource: SourceCells = {
  funderName: '',
  legal: 'public',
  form: 'cash',
  mode: 'weight',
  amountMinor: '0',
  weight: 1,
  status: 'idea',
};

/** CF5, DO2: reads a partner's sources; garbage becomes a default and a finding, never an error. */
export function readCofunding(doc: Y.Doc, partnerId: string): CofundingReading {
  const reading: CofundingReading = { sheet: { sources: [] }, removed: [], findings: [] };
  const { rows, skipped } = rowsOf(doc, root);
  for (const id of skipped) reading.findings.push(unreadable(partnerId, id, 'source', 'none'));
  for (const row of rows) {
    const report: ReportCell = (column, readAs) => {
      if (!row.deleted) reading.findings.push(unreadable(partnerId, row.id, column, readAs));
    };
    (row.deleted ? reading.removed : reading.sheet.sources).push(readSource(row, report));
  }
  return reading;
}

function unreadable(partnerId: string, sourceId: string, column: string, readAs: string): Finding {
  const place = { kind: 'cofunding', partnerId, sourceId, column } as const;
  return findingOf('CF5', `source:${partnerId}/${sourceId}`, { column, readAs }, place);
}

function readSource(row: Row, report: ReportCell): FundingSource {
  const cells = row.registers;
  return {
    id: row.id,
    funderName: textCell(cells, 'funderName', 200, report),
    legal: choiceCell(cells, 'legal', sourceLegals, 'public', report),
    form: choiceCell(cells, 'form', sourceForms, 'cash', report),
    mode: choiceCell(cells, 'mode', sourceModes, 'weight', report),
    amountMinor: patternCell(cells, 'amountMinor', /^\d{1,15}$/, '0', report),
    weight: integerCell(cells, 'weight', { min: 0, max: 1_000_000 }, 0, report),
    status: choiceCell(cells, 'status', sourceStatuses, 'idea', report),
    ...present({
      locked: markCell(cells, 'locked', report),
      funderId: optionalTextCell(cells, 'funderId', 64, report) ?? undefined,
    }),
  };
}

export function addSource(
  doc: Y.Doc,
  options: InsertOptions & { cells?: Partial<SourceCells> } = {},
  origin: unknown = null,
): string {
  return addRow(doc, root, { ...newSource, ...options.cells }, options, origin);
}

export function setSourceCell<F extends SourceField>(
  doc: Y.Doc,
  sourceId: string,
  field: F,
  value: SourceCells[F],
  origin: unknown = null,
): boolean {
  return setRegister(doc, root, sourceId, field, value ?? null, origin);
}

/** Fixes a source's amount or lets it take part by weight again: mode and value in one step. */
export function setSourceShare(
  doc: Y.Doc,
  sourceId: string,
  share: { amountMinor: string } | { weight: number },
  origin: unknown = null,
): void {
  doc.transact(() => {
    if ('amountMinor' in share) {
      setRegister(doc, root, sourceId, 'mode', 'amount', origin);
      setRegister(doc, root, sourceId, 'amountMinor', share.amountMinor, origin);
    } else {
      setRegister(doc, root, sourceId, 'mode', 'weight', origin);
      setRegister(doc, root, sourceId, 'weight', share.weight, origin);
    }
  }, origin);
}

export function removeSource(doc: Y.Doc, sourceId: string, origin: unknown = null): boolean {
  return setRegister(doc, root, sourceId, 'deleted', true, origin);
}

export function restoreSource(doc: Y.Doc, sourceId: string, origin: unknown = null): boolean {
  return setRegister(doc, root, sourceId, 'deleted', false, origin);
}

export function moveSource(
  doc: Y.Doc,
  sourceId: string,
  after: string | null,
  origin: unknown = null,
): boolean {
  return moveRow(doc, root, sourceId, after, origin);
}

/** Fixes several sources' amounts in one step: a proposal to balance that was taken. */
export function setSourceAmounts(
  doc: Y.Doc,
  amounts: readonly { sourceId: string; amountMinor: string }[],
  origin: unknown = null,
): void {
  doc.transact(() => {
    for (const { sourceId, amountMinor } of amounts) {
      setSourceShare(doc, sourceId, { amountMinor }, origin);
    }
  }, origin);
}

/** Locks a source at the amount that it has now, so that no other cell moves it; or unlocks it. */
export function setSourceLock(
  doc: Y.Doc,
  sourceId: string,
  lock: { amountMinor: string } | null,
  origin: unknown = null,
): void {
  doc.transact(() => {
    if (lock) setSourceShare(doc, sourceId, lock, origin);
    setRegister(doc, root, sourceId, 'locked', lock !== null, origin);
  }, origin);
}
