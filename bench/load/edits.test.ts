import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { CellWriter, cursor, readCursors, readProgress, textRoot, typed } from './edits.ts';

function typedByYjs(client: number, pieces: string[]): { doc: Y.Doc; updates: Uint8Array[] } {
  const doc = new Y.Doc();
  doc.clientID = client;
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  const text = doc.getText(textRoot);
  for (const piece of pieces) text.insert(text.length, piece);
  return { doc, updates };
}

describe('typing without a document', () => {
  test('makes the bytes that Yjs makes', () => {
    const pieces = [
      'a',
      'b',
      ...Array.from({ length: 300 }, (_, i) => String(i % 10)),
      'long piece',
    ];
    const { updates } = typedByYjs(3_000_000_017, pieces);
    let clock = 0;
    for (const [i, piece] of pieces.entries()) {
      expect(typed(3_000_000_017, clock, piece)).toEqual(updates[i]);
      clock += piece.length;
    }
  });

  test('of several people is text for everybody', () => {
    const doc = new Y.Doc();
    for (const client of [7, 2_000_000_000]) {
      for (let clock = 0; clock < 5; clock++) Y.applyUpdate(doc, typed(client, clock, 'x'));
    }
    expect(doc.getText(textRoot).toString()).toBe('x'.repeat(10));
    expect(doc.store.pendingStructs).toBeNull();
  });
});

describe('progress', () => {
  const read = (update: Uint8Array) => {
    const found: [number, number][] = [];
    readProgress(update, (client, to) => found.push([client, to]));
    return found;
  };

  test('of one typed character is read from its bytes', () => {
    expect(read(typed(1_000_000_007, 41, 'x'))).toEqual([[1_000_000_007, 42]]);
  });

  test('of a first character and of longer text is that of Yjs', () => {
    expect(read(typed(1_000_000_007, 0, 'x'))).toEqual([[1_000_000_007, 1]]);
    expect(read(typed(1_000_000_007, 10, 'word'))).toEqual([[1_000_000_007, 14]]);
  });

  test('is the same when a server has merged the updates', () => {
    const updates = [1, 2].flatMap((client) => [0, 1, 2].map((clock) => typed(client, clock, 'x')));
    expect(new Map(read(Y.mergeUpdates(updates)))).toEqual(
      new Map([
        [1, 3],
        [2, 3],
      ]),
    );
  });

  test('of a cell is one clock for each edit', () => {
    const writer = new CellWriter(5, 3);
    for (let edit = 0; edit < 9; edit++) expect(read(writer.next(edit))).toEqual([[5, edit + 1]]);
  });
});

test('a cursor tells who moved it and when', () => {
  const moves: number[][] = [];
  readCursors(cursor(1_000_000_007, 12), (client, clock) => moves.push([client, clock]));
  expect(moves).toEqual([[1_000_000_007, 12]]);
});
