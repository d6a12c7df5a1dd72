import * as Y from 'yjs';
import { documentKinds } from './kinds.ts';
import type { DocumentKind } from './names.ts';
import type { CellValue } from './rows.ts';

/** Every register of a document by its address: `lines/<id>/quantity`, `flat/travelOnStaff`. */
export type Cells = Map<string, CellValue>;

/** Where a register stands. */
export interface CellPlace {
  root: string;
  /** Null for registers that stand in no row (flat rates). */
  rowId: string | null;
  field: string;
}

export interface CellConflict extends CellPlace {
  /** What one person wrote, and what somebody else wrote without having seen it; undefined: absent. */
  mine: CellValue | undefined;
  theirs: CellValue | undefined;
}

export function readCells(doc: Y.Doc, kind: DocumentKind): Cells {
  const cells: Cells = new Map();
  if (kind === 'narrative') return cells;
  for (const root of documentKinds[kind].roots) {
    doc.getMap(root).forEach((value, key) => {
      if (value instanceof Y.Map) {
        value.forEach((cell, field) => {
          if (isCellValue(cell)) cells.set(`${root}/${key}/${field}`, cell);
        });
      } else if (isCellValue(value)) cells.set(`${root}/${key}`, value);
    });
  }
  return cells;
}

export function isCellValue(value: unknown): value is CellValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** What stands in a cell now; undefined when nothing does, or its row is not there. */
export function valueAt(doc: Y.Doc, place: CellPlace): CellValue | undefined {
  const value = registersAt(doc, place)?.get(place.field);
  return isCellValue(value) ? value : undefined;
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
      const registers = registersAt(doc, conflict);
      const value = choose(conflict);
      if (!registers || registers.get(conflict.field) === value) continue;
      if (value === undefined) registers.delete(conflict.field);
      else registers.set(conflict.field, value);
    }
  }, origin);
}

function registersAt(doc: Y.Doc, { root, rowId }: CellPlace): Y.Map<unknown> | null {
  const rows = doc.getMap(root);
  if (rowId === null) return rows;
  const registers = rows.get(rowId);
  return registers instanceof Y.Map ? registers : null;
}
