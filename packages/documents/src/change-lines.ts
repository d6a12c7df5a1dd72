import { uuidv4 } from 'lib0/random';
import * as Y from 'yjs';
import type { NewLine } from './add-lines.ts';
import { type LineRegisters, setCells } from './budget-document.ts';
import { orderKeysBetween } from './order-key.ts';
import { type Row, rowsOf, setRegister } from './rows.ts';

const root = 'lines';

export interface LinesChange {
  cells?: readonly { lineId: string; cells: LineRegisters }[];
  /** New lines, each group below the line that it follows; null: before all others. */
  added?: readonly { after: string | null; lines: readonly NewLine[] }[];
  removed?: readonly string[];
}

/** What one asks of many lines at once (a paste, a fill, a removal) is one step of undo. Answers the new ids. */
export function changeLines(
  doc: Y.Doc,
  { cells = [], added = [], removed = [] }: LinesChange,
  origin: unknown = null,
): string[] {
  const ids: string[] = [];
  doc.transact(() => {
    setCells(doc, cells, origin);
    for (const id of removed) setRegister(doc, root, id, 'deleted', true, origin);
    for (const { after, lines } of added) ids.push(...insertLines(doc, after, lines));
  }, origin);
  return ids;
}

function insertLines(doc: Y.Doc, after: string | null, lines: readonly NewLine[]): string[] {
  const ids = lines.map(() => uuidv4());
  const keys = keysBelow(rowsOf(doc, root).rows, after, ids);
  for (const [at, line] of lines.entries()) {
    const registers = new Y.Map<unknown>();
    for (const [field, value] of Object.entries(line)) {
      if (value !== undefined) registers.set(field, value);
    }
    registers.set('order', keys[at]);
    registers.set('deleted', false);
    doc.getMap(root).set(ids[at]!, registers);
  }
  return ids;
}

/** Puts lines together below another one, in the order in which they are named: one step of undo. */
export function moveLines(
  doc: Y.Doc,
  lineIds: readonly string[],
  after: string | null,
  origin: unknown = null,
): void {
  const moving = new Set(lineIds);
  const others = rowsOf(doc, root).rows.filter(({ id }) => !moving.has(id));
  const keys = keysBelow(others, after, lineIds);
  doc.transact(() => {
    for (const [at, id] of lineIds.entries()) {
      setRegister(doc, root, id, 'order', keys[at]!, origin);
    }
  }, origin);
}

function keysBelow(rows: readonly Row[], after: string | null, ids: readonly string[]): string[] {
  const ordered = rows.filter(({ order }) => order !== '');
  const found = after === null ? -1 : ordered.findIndex(({ id }) => id === after);
  const at = found === -1 && after !== null ? ordered.length - 1 : found;
  const before = ordered[at]?.order ?? null;
  // Equal keys (made by a foreign client) leave no room between them: take the next higher one.
  const next = ordered.slice(at + 1).find(({ order }) => before === null || order > before);
  return orderKeysBetween(before, next?.order ?? null, ids);
}
