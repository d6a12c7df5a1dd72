import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { addLine, removeLine, setCell, setFlatRate } from './budget-document.ts';
import { CellAuthors } from './cell-authors.ts';
import { newDocument } from './open-document.ts';

/** Edits of people on a copy each, as the log would have them. */
function peer(from?: Y.Doc) {
  const doc = newDocument('budget');
  if (from) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from));
  const log: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => log.push(update));
  return { doc, log };
}

test('DO7 names for each cell who changed it last, and nobody for what stood before', () => {
  const { doc, log } = peer();
  addLine(doc, { id: 'a', cells: { description: 'Pilot' } });
  addLine(doc, { id: 'b' });
  const authors = new CellAuthors<string>('budget');
  authors.begin(log.splice(0));
  expect([...authors.latest]).toEqual([]);
  setCell(doc, 'a', 'quantity', '2');
  setCell(doc, 'a', 'quantity', '3');
  for (const [at, update] of log.splice(0).entries()) authors.take(update, `person ${at}`);
  removeLine(doc, 'b');
  addLine(doc, { id: 'c' });
  setFlatRate(doc, 'otherOnStaff', 4000);
  for (const update of log.splice(0)) authors.take(update, 'another');
  expect(Object.fromEntries(authors.latest)).toEqual({
    'lines/a/quantity': 'person 1',
    'lines/b/deleted': 'another',
    'lines/c': 'another',
    'flat/otherOnStaff': 'another',
  });
});

test('DO7 of two who write at once only the one whose value stands is named', () => {
  const base = peer();
  addLine(base.doc, { id: 'a' });
  const [one, two] = [peer(base.doc), peer(base.doc)];
  setCell(one.doc, 'a', 'quantity', '5');
  setCell(two.doc, 'a', 'quantity', '6');
  const named = (order: [string, Uint8Array[]][]) => {
    const authors = new CellAuthors<string>('budget');
    authors.begin(base.log);
    for (const [by, updates] of order) for (const update of updates) authors.take(update, by);
    return authors.latest.get('lines/a/quantity');
  };
  const merged = peer(base.doc);
  for (const update of [...one.log, ...two.log]) Y.applyUpdate(merged.doc, update);
  const line = merged.doc.getMap('lines').get('a') as Y.Map<unknown>;
  const winner = line.get('quantity') === '5' ? 'one' : 'two';
  const logs: [string, Uint8Array[]][] = [
    ['one', one.log],
    ['two', two.log],
  ];
  expect(named(logs)).toBe(winner);
  expect(named(logs.toReversed())).toBe(winner);
});
