import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { randomPlainEdit } from '../../testing/random-edits.ts';
import { seededRandom } from '../../testing/seeded-random.ts';
import { DeletedRanges } from './deleted-ranges.ts';

/** What a document deletes, without what it adds. */
const deletionsOf = (doc: Y.Doc) => Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc));
const deletedIn = (doc: Y.Doc) => new DeletedRanges(deletionsOf(doc), Y.encodeStateVector(doc));

test('what is deleted already covers an update, and nothing else does', () => {
  const random = seededRandom(77);
  const outcomes: boolean[] = [];
  for (let round = 0; round < 60; round++) {
    const [doc, other] = [new Y.Doc(), new Y.Doc()];
    for (let i = 0; i < 40; i++) randomPlainEdit(doc, random);
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    const deleted = deletedIn(doc);
    expect(deleted.coverAllOf(Y.encodeStateAsUpdate(doc)), `round ${round}`).toBe(true);
    expect(deleted.coverAllOf(deletionsOf(other)), `round ${round}`).toBe(true);
    const { length } = other.getText('text');
    if (length > 0) other.getText('text').delete(random.int(length), 1);
    const covered = deleted.coverAllOf(deletionsOf(other));
    expect(covered, `round ${round}`).toBe(length === 0);
    outcomes.push(covered);
    other.getText('text').insert(0, 'nytt');
    expect(deleted.coverAllOf(Y.encodeStateAsUpdate(other)), `round ${round}`).toBe(false);
  }
  expect(outcomes.filter((covered) => !covered).length).toBeGreaterThan(30);
  expect(deletedIn(new Y.Doc()).coverAllOf(new Uint8Array([1, 2]))).toBe(false);
});

test('tens of thousands of deleted ranges are looked for in as many without going through them', () => {
  const doc = new Y.Doc();
  const map = doc.getMap('map');
  doc.transact(() => {
    for (let i = 0; i < 45_000; i++) {
      map.set('again', i);
      map.set(`${i}`, i);
    }
  });
  const deletions = deletionsOf(doc);
  const ranges = [...Y.decodeUpdate(deletions).ds.clients.values()];
  expect(ranges[0]!.length).toBeGreaterThan(44_000);
  const deleted = deletedIn(doc);
  const begun = performance.now();
  expect(deleted.coverAllOf(deletions)).toBe(true);
  expect(performance.now() - begun).toBeLessThan(1000);
});
