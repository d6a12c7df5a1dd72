import { cleanText } from '@samspel/domain/input';
import { uuidv4 } from 'lib0/random';
import * as Y from 'yjs';
import { isOrderKey, orderKeyBetween } from './order-key.ts';

/** What a register may hold. A cell is always replaced as a whole, never merged by character. */
export type CellValue = string | number | boolean | null;

export interface Row {
  id: string;
  order: string;
  deleted: boolean;
  registers: Y.Map<unknown>;
}

export interface InsertOptions {
  /** The row after which the new one stands; null puts it first, left out puts it last. */
  after?: string | null;
  /** Only for tests and seeds that need a known id. */
  id?: string;
}

/** Removed rows count: they can be restored. */
export const rowLimit = 5000;

/** All rows of a root in order, removed ones included; what is not a row is skipped. */
export function rowsOf(doc: Y.Doc, root: string): { rows: Row[]; skipped: string[] } {
  const rows: Row[] = [];
  const skipped: string[] = [];
  doc.getMap(root).forEach((registers, id) => {
    if (!(registers instanceof Y.Map) || !isRowId(id)) {
      skipped.push(cleanText(id.slice(0, 64).toWellFormed()));
      return;
    }
    const order = registers.get('order');
    const deleted = registers.get('deleted') === true;
    rows.push({ id, order: isOrderKey(order) ? order : '', deleted, registers });
  });
  rows.sort((a, b) => compare(a.order, b.order) || compare(a.id, b.id));
  // Sorted before anything is cut off: peers meet the rows in different order, and must read the same.
  for (const row of rows.splice(rowLimit)) skipped.push(row.id);
  return { rows, skipped: skipped.sort() };
}

export function isRowId(id: string): boolean {
  return /^[0-9A-Za-z_-]{1,64}$/.test(id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function addRow(
  doc: Y.Doc,
  root: string,
  cells: Record<string, CellValue>,
  options: InsertOptions,
  origin: unknown,
): string {
  const id = options.id ?? uuidv4();
  doc.transact(() => {
    const registers = new Y.Map<unknown>();
    for (const [field, value] of Object.entries(cells)) registers.set(field, value);
    registers.set('order', keyAfter(doc, root, options.after, id));
    registers.set('deleted', false);
    doc.getMap(root).set(id, registers);
  }, origin);
  return id;
}

/** False when the row is not there (any more); nothing is written then, nor when nothing changes. */
export function setRegister(
  doc: Y.Doc,
  root: string,
  rowId: string,
  field: string,
  value: CellValue,
  origin: unknown,
): boolean {
  const registers = doc.getMap(root).get(rowId);
  if (!(registers instanceof Y.Map)) return false;
  if (registers.has(field) && registers.get(field) === value) return true;
  doc.transact(() => registers.set(field, value), origin);
  return true;
}

export function moveRow(
  doc: Y.Doc,
  root: string,
  rowId: string,
  after: string | null,
  origin: unknown,
): boolean {
  if (rowId === after) return true;
  return setRegister(doc, root, rowId, 'order', keyAfter(doc, root, after, rowId), origin);
}

function keyAfter(doc: Y.Doc, root: string, after: string | null | undefined, id: string): string {
  const others = rowsOf(doc, root).rows.filter((row) => row.id !== id && row.order !== '');
  const at = after === null ? -1 : others.findIndex((row) => row.id === after);
  if (at === -1 && after !== null) return orderKeyBetween(others.at(-1)?.order ?? null, null, id);
  const before = at === -1 ? null : (others[at]?.order ?? null);
  // Equal keys (made by a foreign client) leave no room between them: take the next higher one.
  const next = others.slice(at + 1).find((row) => before === null || row.order > before);
  return orderKeyBetween(before, next?.order ?? null, id);
}
