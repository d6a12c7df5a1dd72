import * as Y from 'yjs';
import { documentKinds } from './kinds.ts';
import type { DocumentKind } from './names.ts';
import type { CellValue } from './rows.ts';

/** Every register of a document by its address: `lines/<id>/quantity`, `flat/travelOnStaff`. */
export type Cells = Map<string, CellValue>;

export interface CellConflict {
  root: string;
  /** Null for registers that stand in no row (flat rates). */
  rowId: string | null;
  field: string;
  /** What the returning author wrote, and what somebody else wrote meanwhile; undefined: absent. */
  mine: CellValue | undefined;
  theirs: CellValue | undefined;
}

export interface Reconciliation {
  conflicts: CellConflict[];
  /** Rows that others removed while the author wrote in them: offer to restore. */
  removedRows: { root: string; rowId: string }[];
}

export function readCells(doc: Y.Doc, kind: DocumentKind): Cells {
  const cells: Cells = new Map();
  if (kind === 'narrative') return cells;
  for (const root of documentKinds[kind].roots) {
    doc.getMap(root).forEach((value, key) => {
      if (value instanceof Y.Map) {
        value.forEach((cell, field) => {
          if (isCell(cell)) cells.set(`${root}/${key}/${field}`, cell);
        });
      } else if (isCell(value)) cells.set(`${root}/${key}`, value);
    });
  }
  return cells;
}

function isCell(value: unknown): value is CellValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/**
 * DO4: Yjs decides between two values by client id, not by time, so a return from offline could
 * overwrite what others wrote hours later. `base` is the last common state, `mine` the author's on
 * return, `theirs` the others' before the merge: cells that both changed to different values.
 */
export function reconcileOfflineCells(base: Cells, mine: Cells, theirs: Cells): Reconciliation {
  const conflicts: CellConflict[] = [];
  const removedRows = new Map<string, { root: string; rowId: string }>();
  for (const address of new Set([...base.keys(), ...mine.keys()])) {
    const before = base.get(address);
    const own = mine.get(address);
    if (own === before) continue;
    const other = theirs.get(address);
    const { root, rowId, field } = splitAddress(address);
    if (rowId !== null && field !== 'deleted' && wasRemoved(base, theirs, root, rowId)) {
      removedRows.set(`${root}/${rowId}`, { root, rowId });
    }
    // Two orders are no disagreement that a person could settle: the merge keeps one of them.
    if (field === 'order' || other === before || other === own) continue;
    conflicts.push({ root, rowId, field, mine: own, theirs: other });
  }
  return { conflicts, removedRows: [...removedRows.values()] };
}

function wasRemoved(base: Cells, theirs: Cells, root: string, rowId: string): boolean {
  const address = `${root}/${rowId}/deleted`;
  return theirs.get(address) === true && base.get(address) !== true;
}

function splitAddress(address: string): { root: string; rowId: string | null; field: string } {
  const [root = '', second = '', third] = address.split('/');
  return third === undefined
    ? { root, rowId: null, field: second }
    : { root, rowId: second, field: third };
}

/** Writes the others' value wherever the merge kept the returning author's; a forward edit. */
export function keepTheirs(
  doc: Y.Doc,
  conflicts: readonly CellConflict[],
  origin: unknown = null,
): void {
  settle(doc, conflicts, (conflict) => conflict.theirs, origin);
}

/** The author's one click: takes the own value of one conflict after all. */
export function takeMine(doc: Y.Doc, conflict: CellConflict, origin: unknown = null): void {
  settle(doc, [conflict], ({ mine }) => mine, origin);
}

function settle(
  doc: Y.Doc,
  conflicts: readonly CellConflict[],
  choose: (conflict: CellConflict) => CellValue | undefined,
  origin: unknown,
): void {
  doc.transact(() => {
    for (const conflict of conflicts) {
      const root = doc.getMap(conflict.root);
      const registers = conflict.rowId === null ? root : root.get(conflict.rowId);
      if (!(registers instanceof Y.Map)) continue;
      const value = choose(conflict);
      if (registers.get(conflict.field) === value) continue;
      if (value === undefined) registers.delete(conflict.field);
      else registers.set(conflict.field, value);
    }
  }, origin);
}
