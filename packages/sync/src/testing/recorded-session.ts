import * as Y from 'yjs';
import { randomEdit } from './random-edits.ts';
import { seededRandom } from './seeded-random.ts';

export interface RecordedSession {
  /** In the order in which they were made. */
  updates: Uint8Array[];
  /** All that took part; each has everything. */
  docs: Y.Doc[];
}

/** Every update that a random session of several Y.Docs emits, with the document they add up to. */
export function recordedSession(seed: number, edits: number): RecordedSession {
  const random = seededRandom(seed);
  const docs = [1, 2, 3].map((n) => {
    const doc = new Y.Doc();
    doc.clientID = n * 1_000_000 + random.int(1_000_000);
    return doc;
  });
  const updates: Uint8Array[] = [];
  for (const doc of docs) {
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'remote') updates.push(update);
    });
  }
  let delivered = docs.map(() => 0);
  for (let i = 0; i < edits; i++) {
    randomEdit(random.pick(docs), random);
    if (random.chance(0.3)) {
      delivered = delivered.map((from, k) => {
        for (const update of updates.slice(from)) Y.applyUpdate(docs[k]!, update, 'remote');
        return updates.length;
      });
    }
  }
  for (const doc of docs) for (const update of updates) Y.applyUpdate(doc, update, 'remote');
  return { updates, docs };
}
