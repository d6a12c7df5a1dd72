import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { addLine, readBudget, removeLine, setCell, setFlatRate } from './budget-document.ts';
import { documentKinds } from './kinds.ts';
import { documentKindNames } from './names.ts';
import { readNarrative } from './narrative-document.ts';
import { newDocument, openDocument } from './open-document.ts';
import { copyOf, exchangeAll, openPeers } from './peers.fixture.ts';
import { restoreDocument } from './restore-document.ts';
import { edit, randomEdits, sayings } from './testing/random-edits.ts';
import { openUndo } from './undo.ts';
import { versions } from './versions.fixture.ts';
import { appendNarrative } from './write-narrative.ts';

const me = { restores: 'me' };

function updatesOf(doc: Y.Doc, work: () => void): number {
  let count = 0;
  const counted = () => {
    count++;
  };
  doc.on('update', counted);
  work();
  doc.off('update', counted);
  return count;
}

describe.each(documentKindNames)('%s', (kind) => {
  test('DO8 reads as it read then, by one edit, and is not written to again', () => {
    fc.assert(
      fc.property(randomEdits(25), randomEdits(25), (before, after) => {
        const doc = newDocument(kind);
        edit(doc, kind, before);
        const past = copyOf(doc, kind);
        edit(doc, kind, after);
        const restore = () => restoreDocument(doc, past, kind, me);
        expect(updatesOf(doc, restore)).toBeLessThanOrEqual(1);
        expect(sayings[kind](doc)).toEqual(sayings[kind](past));
        expect(updatesOf(doc, restore)).toBe(0);
      }),
    );
  });

  test('DO8 undo takes the whole restoring back as one step', () => {
    fc.assert(
      fc.property(randomEdits(20), randomEdits(20), (before, after) => {
        const doc = newDocument(kind);
        edit(doc, kind, before);
        const past = copyOf(doc, kind);
        edit(doc, kind, after);
        const present = sayings[kind](doc);
        const undo = openUndo(doc, kind, me);
        restoreDocument(doc, past, kind, me);
        expect(undo.undoStack.length).toBeLessThanOrEqual(1);
        undo.undo();
        expect(sayings[kind](doc)).toEqual(present);
        undo.redo();
        expect(sayings[kind](doc)).toEqual(sayings[kind](past));
      }),
    );
  });

  test('DO8 those who write meanwhile end with the same as whoever restores', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        randomEdits(15),
        randomEdits(15),
        randomEdits(8),
        (first, ...edits) => {
          const [before, after, meanwhile] = edits;
          const peers = openPeers(kind, 2) as [Y.Doc, Y.Doc];
          const [mine, theirs] = first ? peers : (peers.toReversed() as [Y.Doc, Y.Doc]);
          edit(mine, kind, before);
          const past = copyOf(mine, kind);
          edit(mine, kind, after);
          exchangeAll(peers);
          edit(theirs, kind, meanwhile);
          restoreDocument(mine, past, kind, me);
          exchangeAll(peers);
          expect(sayings[kind](mine)).toEqual(sayings[kind](theirs));
        },
      ),
    );
  });

  test('DO8 an older shape, and what no reader takes, is restored as far as it reads', () => {
    const odd = fc.oneof(
      fc.constantFrom(null, true, Number.NaN, '', 'x', 7),
      fc.constant([1]),
      fc.constant({ constructor: 1 }),
      fc.constant('row'),
    );
    const entries = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'order', 'model'), odd));
    fc.assert(
      fc.property(entries, entries, (then, now) => {
        const [past, doc] = [then, now].map((list) => {
          const made = newDocument(kind);
          spoil(made, list);
          return made;
        }) as [Y.Doc, Y.Doc];
        restoreDocument(doc, past, kind);
        sayings[kind](doc);
      }),
    );
    const oldest = versions.find((version) => version.kind === kind)!;
    const bytes = Uint8Array.from(atob(oldest.update), (char) => char.charCodeAt(0));
    const past = openDocument(kind, [bytes], oldest);
    const doc = newDocument(kind);
    restoreDocument(doc, past, kind);
    expect(sayings[kind](doc)).toEqual(sayings[kind](past));
  });

  function spoil(doc: Y.Doc, list: readonly (readonly [string, unknown])[]): void {
    for (const root of documentKinds[kind].roots) {
      for (const [key, value] of list) {
        const odd = value === 'row' ? new Y.Map([['order', 5]]) : value;
        try {
          if (kind !== 'narrative') doc.getMap(root).set(key, odd);
          else doc.getXmlFragment(root).push([new Y.XmlElement(key)]);
        } catch {
          // Yjs itself does not take everything.
        }
      }
    }
  }
});

test('DO8 two hundred removals and overwritten cells are taken back exactly', () => {
  const doc = newDocument('budget');
  const lines = Array.from({ length: 200 }, (_, at) =>
    addLine(doc, { cells: { description: `Line ${at}`, unitPriceMinor: String(at) } }),
  );
  setFlatRate(doc, 'otherOnStaff', 4000);
  const past = copyOf(doc, 'budget');
  for (const line of lines) removeLine(doc, line);
  setCell(doc, lines[3]!, 'description', 'vandal');
  setFlatRate(doc, 'otherOnStaff', null);
  const added = addLine(doc, { cells: { description: 'later' } });
  restoreDocument(doc, past, 'budget');
  expect(readBudget(doc, 'A').sheet).toEqual(readBudget(past, 'A').sheet);
  // Not gone: whoever wrote it finds it among what was removed.
  expect(readBudget(doc, 'A').removed.map(({ id }) => id)).toEqual([added]);
});

test('DO8 a text keeps its blocks before and after what differs, and whoever writes there', () => {
  const paragraph = (text: string) => ({
    type: 'paragraph',
    content: [{ type: 'text', text }],
  });
  const doc = newDocument('narrative');
  appendNarrative(doc, ['first', 'second', 'third', 'last'].map(paragraph));
  const past = copyOf(doc, 'narrative');
  const content = doc.getXmlFragment('content');
  content.delete(1, 2);
  const [first, last] = content.toArray();
  restoreDocument(doc, past, 'narrative');
  expect(readNarrative(doc).text).toBe('first\nsecond\nthird\nlast');
  expect(content.get(0)).toBe(first);
  expect(content.get(3)).toBe(last);
});
