import {
  addSource,
  readCofunding,
  setSourceAmounts,
  setSourceShare,
} from '@samspel/documents/cofunding-document';
import { newDocument } from '@samspel/documents/open-document';
import { expect, test } from 'vitest';
import type * as Y from 'yjs';
import { MatrixUndo } from './matrix-undo.ts';

const amounts = (doc: Y.Doc) =>
  readCofunding(doc, 'p').sheet.sources.map(({ amountMinor }) => amountMinor);

function twoPartners() {
  const docs = new Map(['a', 'b'].map((name) => [name, newDocument('cofunding')] as const));
  const [a, b] = [...docs.values()] as [Y.Doc, Y.Doc];
  for (const doc of docs.values()) {
    for (const id of ['s1', 's2']) {
      addSource(doc, { id, cells: { mode: 'amount', amountMinor: '10' } });
    }
  }
  const undo = new MatrixUndo();
  const spread = (amountMinor: string) =>
    undo.step(docs, (doc, _name, origin) =>
      setSourceAmounts(
        doc,
        [
          { sourceId: 's1', amountMinor },
          { sourceId: 's2', amountMinor },
        ],
        origin,
      ),
    );
  return { docs, a, b, undo, spread };
}

test('DO5 what was done at several partners in one go is taken back and done again in one go', () => {
  const { docs, a, b, undo, spread } = twoPartners();
  spread('20');
  undo.step(new Map([['a', a]]), (doc, _name, origin) => {
    setSourceShare(doc, 's1', { amountMinor: '5' }, origin);
  });
  undo.undo();
  expect([...docs.values()].map(amounts)).toEqual([
    ['20', '20'],
    ['20', '20'],
  ]);
  undo.undo();
  expect([amounts(a), amounts(b)].flat()).toEqual(['10', '10', '10', '10']);
  expect(undo.canUndo).toBe(false);
  undo.redo();
  undo.redo();
  expect([amounts(a), amounts(b)].flat()).toEqual(['5', '20', '20', '20']);
  expect(undo.canRedo).toBe(false);
});

test('DO5 another person’s edit is not taken back, and stands over what would be', () => {
  const { a, b, undo, spread } = twoPartners();
  spread('20');
  setSourceShare(a, 's1', { amountMinor: '7' });
  setSourceShare(a, 's2', { amountMinor: '8' });
  undo.undo();
  expect([amounts(a), amounts(b)].flat()).toEqual(['7', '8', '10', '10']);
});

test('DO5 a step that changed nothing is none', () => {
  const { a, undo } = twoPartners();
  undo.step(new Map([['a', a]]), (doc, _name, origin) =>
    setSourceShare(doc, 's1', { amountMinor: '10' }, origin),
  );
  expect(undo.canUndo).toBe(false);
});
