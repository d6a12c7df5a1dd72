import type { Finding } from '@samspel/domain/finding';
import { findingOf } from '@samspel/domain/rules';
import {
  emptyWorkplan,
  type WorkplanItem,
  type WorkplanRoot,
  type WorkplanSheet,
  workplanRoots,
} from '@samspel/domain/workplan/workplan-sheet';
import type * as Y from 'yjs';
import {
  markedNames,
  optionalIntegerCell,
  optionalTextCell,
  present,
  type ReportCell,
  textCell,
} from './cells.ts';
import { addRow, type InsertOptions, moveRow, type Row, rowsOf, setRegister } from './rows.ts';

export type WorkplanCells = Omit<WorkplanItem, 'id' | 'after' | 'partnerIds'>;
export type WorkplanField = keyof WorkplanCells;

export type WorkplanReading = WorkplanSheet & {
  removed: WorkplanSheet;
  unreadable: { root: WorkplanRoot; itemId: string; column: string }[];
  /** Cells that could not be read (WP11). */
  findings: Finding[];
};

const newItem: WorkplanCells = {
  parentId: null,
  title: '',
  responsiblePartnerId: null,
  startPeriod: null,
  endPeriod: null,
};

/** WP11, DO2: reads the work plan; garbage becomes a default and a finding, never an error. */
export function readWorkplan(doc: Y.Doc): WorkplanReading {
  const reading: WorkplanReading = {
    ...structuredClone(emptyWorkplan),
    removed: structuredClone(emptyWorkplan),
    unreadable: [],
    findings: [],
  };
  for (const root of workplanRoots) {
    const { rows, skipped } = rowsOf(doc, root);
    const report = (itemId: string, column: string, readAs: string) => {
      reading.unreadable.push({ root, itemId, column });
      reading.findings.push(unreadable(root, itemId, column, readAs));
    };
    for (const itemId of skipped) report(itemId, 'row', 'none');
    for (const row of rows) {
      const sheet = row.deleted ? reading.removed : reading;
      const say: ReportCell = (column, readAs) => {
        if (!row.deleted) report(row.id, column, readAs);
      };
      sheet[root].push({ id: row.id, ...readCells(row, say) });
    }
  }
  return reading;
}

function unreadable(root: WorkplanRoot, itemId: string, column: string, readAs: string): Finding {
  const place = { kind: 'workplan', root, itemId, column } as const;
  return findingOf('WP11', `workplan:${itemId}`, { column, readAs }, place);
}

/** The plan alone, for what is judged, hashed and stored. */
export function workplanSheet(reading: WorkplanReading): WorkplanSheet {
  const { packages, activities, deliverables, milestones, indicators } = reading;
  return { packages, activities, deliverables, milestones, indicators };
}

const periods = { min: 1, max: 999 };

function readCells({ registers }: Row, report: ReportCell): Omit<WorkplanItem, 'id'> {
  const text = (field: string, max: number) =>
    optionalTextCell(registers, field, max, report) ?? undefined;
  const names = (prefix: string) => {
    const marked = markedNames(registers, prefix);
    return marked.length > 0 ? marked : undefined;
  };
  return {
    parentId: optionalTextCell(registers, 'parentId', 64, report),
    title: textCell(registers, 'title', 500, report),
    responsiblePartnerId: optionalTextCell(registers, 'responsiblePartnerId', 64, report),
    startPeriod: optionalIntegerCell(registers, 'startPeriod', periods, report),
    endPeriod: optionalIntegerCell(registers, 'endPeriod', periods, report),
    ...present({
      description: text('description', 4000),
      after: names('after:'),
      partnerIds: names('partner:'),
      ownerPersonId: text('ownerPersonId', 64),
      dueDate: text('dueDate', 10),
      evidence: text('evidence', 1000),
      unit: text('unit', 100),
      target: text('target', 100),
    }),
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
  value: WorkplanCells[F] | null,
  origin: unknown = null,
): boolean {
  return setRegister(doc, root, itemId, field, value ?? null, origin);
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

/** Makes an activity wait for another, or no longer; each such pair is a register of its own. */
export function setActivityAfter(
  doc: Y.Doc,
  activityId: string,
  beforeId: string,
  waits: boolean,
  origin: unknown = null,
): boolean {
  return setRegister(doc, 'activities', activityId, `after:${beforeId}`, waits, origin);
}

/** Lets a partner take part in an activity, or no longer. */
export function setActivityPartner(
  doc: Y.Doc,
  activityId: string,
  partnerId: string,
  takesPart: boolean,
  origin: unknown = null,
): boolean {
  return setRegister(doc, 'activities', activityId, `partner:${partnerId}`, takesPart, origin);
}
