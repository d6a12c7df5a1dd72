import type * as Y from 'yjs';
import { optionalIntegerCell, optionalTextCell, type ReportCell, textCell } from './cells.ts';
import { addRow, type InsertOptions, moveRow, rowsOf, setRegister } from './rows.ts';

export const workplanRoots = ['packages', 'activities', 'milestones', 'indicators'] as const;
export type WorkplanRoot = (typeof workplanRoots)[number];

/** One row of the work plan; `parentId` of an activity, milestone or indicator is its package. */
export interface WorkplanItem {
  id: string;
  parentId: string | null;
  title: string;
  responsiblePartnerId: string | null;
  startPeriod: number | null;
  endPeriod: number | null;
}

export type WorkplanCells = Omit<WorkplanItem, 'id'>;
export type WorkplanField = keyof WorkplanCells;

export type WorkplanReading = Record<WorkplanRoot, WorkplanItem[]> & {
  unreadable: { root: WorkplanRoot; itemId: string; column: string }[];
};

const newItem: WorkplanCells = {
  parentId: null,
  title: '',
  responsiblePartnerId: null,
  startPeriod: null,
  endPeriod: null,
};

export function readWorkplan(doc: Y.Doc): WorkplanReading {
  const reading: WorkplanReading = {
    packages: [],
    activities: [],
    milestones: [],
    indicators: [],
    unreadable: [],
  };
  for (const root of workplanRoots) {
    const { rows, skipped } = rowsOf(doc, root);
    for (const itemId of skipped) reading.unreadable.push({ root, itemId, column: 'row' });
    for (const row of rows.filter((candidate) => !candidate.deleted)) {
      const report: ReportCell = (column) =>
        reading.unreadable.push({ root, itemId: row.id, column });
      reading[root].push({ id: row.id, ...readCells(row.registers, report) });
    }
  }
  return reading;
}

const periods = { min: 1, max: 999 };

function readCells(registers: Y.Map<unknown>, report: ReportCell): WorkplanCells {
  return {
    parentId: optionalTextCell(registers, 'parentId', 64, report),
    title: textCell(registers, 'title', 500, report),
    responsiblePartnerId: optionalTextCell(registers, 'responsiblePartnerId', 64, report),
    startPeriod: optionalIntegerCell(registers, 'startPeriod', periods, report),
    endPeriod: optionalIntegerCell(registers, 'endPeriod', periods, report),
  };
}

export function addWorkplanItem(
  doc: Y.Doc,
  root: WorkplanRoot,
  options: InsertOptions & { cells?: Partial<WorkplanCells> } = {},
  origin: unknown = null,
): string {
  return addRow(doc, root, { ...newItem, ...options.cells }, options, origin);
}

export function setWorkplanCell<F extends WorkplanField>(
  doc: Y.Doc,
  root: WorkplanRoot,
  itemId: string,
  field: F,
  value: WorkplanCells[F],
  origin: unknown = null,
): boolean {
  return setRegister(doc, root, itemId, field, value, origin);
}

export function removeWorkplanItem(
  doc: Y.Doc,
  root: WorkplanRoot,
  itemId: string,
  origin: unknown = null,
): boolean {
  return setRegister(doc, root, itemId, 'deleted', true, origin);
}

export function restoreWorkplanItem(
  doc: Y.Doc,
  root: WorkplanRoot,
  itemId: string,
  origin: unknown = null,
): boolean {
  return setRegister(doc, root, itemId, 'deleted', false, origin);
}

export function moveWorkplanItem(
  doc: Y.Doc,
  root: WorkplanRoot,
  itemId: string,
  after: string | null,
  origin: unknown = null,
): boolean {
  return moveRow(doc, root, itemId, after, origin);
}
