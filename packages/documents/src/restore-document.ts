import { canonicalJson } from '@samspel/domain/canonical-json';
import * as Y from 'yjs';
import { isCellValue } from './cell-conflict.ts';
import { documentKinds } from './kinds.ts';
import type { DocumentKind } from './names.ts';
import { readBlocks } from './narrative-document.ts';
import { childrenOf } from './write-narrative.ts';

/**
 * DO8: makes a document read as `past`, an earlier state of it, reads. One transaction of ordinary edits:
 * what others write meanwhile is merged with it, and undo takes it whole. What already reads so is left
 * alone, so that carets and cells in it stay where they are. Rows that came later are marked as removed.
 */
export function restoreDocument(
  doc: Y.Doc,
  past: Y.Doc,
  kind: DocumentKind,
  origin: unknown = null,
): void {
  doc.transact(() => {
    if (kind === 'narrative') restoreText(doc, past);
    else {
      for (const root of documentKinds[kind].roots)
        restoreRows(doc.getMap(root), past.getMap(root));
    }
  }, origin);
}

/** Blocks by what they say: those between the first and the last that differ are written anew. */
function restoreText(doc: Y.Doc, past: Y.Doc): void {
  const then = readBlocks(past);
  const [now, was] = [readBlocks(doc), then].map((blocks) => blocks.map(canonicalJson)) as [
    string[],
    string[],
  ];
  const shorter = Math.min(now.length, was.length);
  let head = 0;
  while (head < shorter && now[head] === was[head]) head++;
  let tail = 0;
  while (tail < shorter - head && now.at(-1 - tail) === was.at(-1 - tail)) tail++;
  const content = doc.getXmlFragment('content');
  const gone = now.length - tail - head;
  if (gone > 0) content.delete(head, gone);
  const back = childrenOf(then.slice(head, then.length - tail).flat());
  if (back.length > 0) content.insert(head, back);
}

function restoreRows(now: Y.Map<unknown>, then: Y.Map<unknown>): void {
  for (const key of keysOf(now, then)) {
    const [present, past] = [now.get(key), then.get(key)];
    if (past instanceof Y.Map) {
      if (present instanceof Y.Map) restoreRegisters(present, past);
      else now.set(key, copyOf(past));
    } else if (present instanceof Y.Map) {
      if (present.get('deleted') !== true) present.set('deleted', true);
    } else restoreRegister(now, key, past);
  }
}

function restoreRegisters(now: Y.Map<unknown>, then: Y.Map<unknown>): void {
  for (const field of keysOf(now, then)) restoreRegister(now, field, then.get(field));
}

/** What no reader takes for a value is as good as none. */
function restoreRegister(now: Y.Map<unknown>, field: string, past: unknown): void {
  if (isCellValue(past)) {
    if (!Object.is(now.get(field), past)) now.set(field, past);
  } else if (now.has(field)) now.delete(field);
}

function copyOf(row: Y.Map<unknown>): Y.Map<unknown> {
  return new Y.Map([...row.entries()].filter(([, value]) => isCellValue(value)));
}

const keysOf = (...maps: Y.Map<unknown>[]): Set<string> =>
  new Set(maps.flatMap((map) => [...map.keys()]));
