import { type Cells, readCells } from '@samspel/documents/cell-conflict';
import { readNarrative } from '@samspel/documents/narrative-document';
import type { DocumentKind } from '@samspel/domain/proposal/proposal-view';
import type { Writing } from '@samspel/sync/client/writings';
import type * as Y from 'yjs';

/** An edit that the server did not take, in a form that can be read and copied. */
export type HandedBack =
  | { kind: 'text'; text: string }
  | { kind: 'cell'; row: string | null; rowName: string; field: string; value: string }
  | { kind: 'row'; row: string; rowName: string; change: 'added' | 'removed' };

const quiet = new Set(['order', 'deleted', 'mode']);
/** No words: without their field nobody knows what they say. */
const ticks = new Set(['true', 'false']);
const names = ['functionTitle', 'description', 'funderName', 'name', 'title'];

/** What stands in the author's copy and not in the one that everybody has, and what cannot stand there. */
export function handedBack(
  kind: DocumentKind,
  confirmed: Y.Doc,
  unsent: Y.Doc,
  beyond: readonly Writing[],
): HandedBack[] {
  if (kind === 'narrative') {
    return [...textHandedBack(confirmed, unsent), ...writingsHandedBack(kind, beyond)];
  }
  const before = readCells(confirmed, kind);
  const after = readCells(unsent, kind);
  return [
    ...rowsHandedBack(before, after),
    ...cellsHandedBack(before, after),
    ...writingsHandedBack(kind, beyond),
  ];
}

/** Without their row: it may be one that the author must not read any more. */
function writingsHandedBack(kind: DocumentKind, writings: readonly Writing[]): HandedBack[] {
  return writings.flatMap((writing): HandedBack[] => {
    if (writing.kind === 'text') {
      return writing.text.trim() === '' ? [] : [{ kind: 'text', text: writing.text }];
    }
    const { field, value } = writing;
    // In a text the values are of its make-up, as the level of a heading.
    if (kind === 'narrative') return [];
    if (field === null) return ticks.has(value) ? [] : [{ kind: 'text', text: value }];
    return quiet.has(field) ? [] : [{ kind: 'cell', row: null, rowName: '', field, value }];
  });
}

/** Blocks of text that the confirmed section does not have; the whole section says too much. */
function textHandedBack(confirmed: Y.Doc, unsent: Y.Doc): HandedBack[] {
  const known = new Map<string, number>();
  for (const line of readNarrative(confirmed).text.split('\n')) {
    known.set(line, (known.get(line) ?? 0) + 1);
  }
  const fresh: string[] = [];
  for (const line of readNarrative(unsent).text.split('\n')) {
    const left = known.get(line) ?? 0;
    if (left > 0) known.set(line, left - 1);
    else if (line.trim() !== '') fresh.push(line);
  }
  if (fresh.length > 0) return [{ kind: 'text', text: fresh.join('\n') }];
  return [];
}

function rowsHandedBack(before: Cells, after: Cells): HandedBack[] {
  const found: HandedBack[] = [];
  for (const [address, deleted] of after) {
    const [root = '', row = '', field] = address.split('/');
    if (field !== 'deleted' || before.get(address) === deleted) continue;
    const change = deleted === true ? 'removed' : 'added';
    found.push({ kind: 'row', row, rowName: nameOf(after, root, row), change });
  }
  return found;
}

function cellsHandedBack(before: Cells, after: Cells): HandedBack[] {
  const found: HandedBack[] = [];
  for (const [address, value] of after) {
    const [root = '', second = '', field] = address.split('/');
    if (before.get(address) === value || quiet.has(field ?? second)) continue;
    if (value === null || value === '') continue;
    if (field === undefined) {
      found.push({ kind: 'cell', row: null, rowName: '', field: second, value: String(value) });
    } else {
      const rowName = nameOf(after, root, second);
      found.push({ kind: 'cell', row: second, rowName, field, value: String(value) });
    }
  }
  return found;
}

function nameOf(cells: Cells, root: string, row: string): string {
  for (const field of names) {
    const value = cells.get(`${root}/${row}/${field}`);
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
}
