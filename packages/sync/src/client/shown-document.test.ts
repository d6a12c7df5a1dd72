import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { ShownDocument } from './shown-document.ts';

function shown() {
  const edits: { update: Uint8Array; byItself: boolean }[] = [];
  const document = new ShownDocument({
    edited: (update, byItself) => edits.push({ update, byItself }),
    moved: () => {},
  });
  return { document, edits };
}

const listeners = ({ doc }: ShownDocument) => doc._observers.get('update')?.size ?? 0;

test('nobody listens while a snapshot is applied, and edits after it are heard', () => {
  const { document, edits } = shown();
  const theirs = new Y.Doc();
  theirs.getText('text').insert(0, 'long');
  let during = -1;
  document.doc.once('afterTransaction', () => {
    during = listeners(document);
  });
  document.applySnapshot(Y.encodeStateAsUpdateV2(theirs));
  expect([during, listeners(document)]).toEqual([0, 1]);
  expect(edits).toEqual([]);
  document.doc.getText('text').insert(4, 'er');
  expect(edits.map(({ byItself }) => byItself)).toEqual([false]);
  expect(document.doc.getText('text').toString()).toBe('longer');
});

test('a damaged snapshot leaves a document that is heard', () => {
  const { document, edits } = shown();
  expect(() => document.applySnapshot(new Uint8Array([1, 2, 3]))).toThrow();
  document.doc.getText('text').insert(0, 'x');
  expect(edits).toHaveLength(1);
});

test('what Yjs itself changes because of a snapshot is heard as its own', () => {
  const { document, edits } = shown();
  document.doc.clientID = 2;
  const text = document.doc.getText('text');
  text.insert(0, 'ab');
  const theirs = new Y.Doc();
  theirs.clientID = 1;
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(document.doc));
  // Two who make the same words bold at once leave marks that do nothing.
  text.format(0, 2, { bold: true });
  theirs.getText('text').format(0, 2, { bold: true });
  edits.length = 0;
  document.applySnapshot(Y.encodeStateAsUpdateV2(theirs));
  expect(edits.map(({ byItself }) => byItself)).toEqual([true]);
  expect(listeners(document)).toBe(1);
});
