import * as Y from 'yjs';

/**
 * A document that holds what its log says and nothing else. After a remote change Yjs removes
 * superfluous marks by itself, in every reader's document; here that would be an edit that nobody made.
 */
export function newLogDocument(): Y.Doc {
  const doc = new Y.Doc();
  doc.on('beforeObserverCalls', (transaction: Y.Transaction) => {
    transaction.local = true;
  });
  return doc;
}

export const isPending = (doc: Y.Doc): boolean =>
  doc.store.pendingStructs !== null || doc.store.pendingDs !== null;

/** Format V2 and its clocks, read back and compared. @throws when it would not say the same */
export function encodeSnapshot(doc: Y.Doc): { update: Uint8Array; vector: Uint8Array } {
  const update = Y.encodeStateAsUpdateV2(doc);
  const vector = Y.encodeStateVector(doc);
  const again = newLogDocument();
  Y.applyUpdateV2(again, update);
  const same =
    !isPending(again) &&
    sameClocks(vector, Y.encodeStateVector(again)) &&
    Y.equalDeleteSets(
      Y.createDeleteSetFromStructStore(doc.store),
      Y.createDeleteSetFromStructStore(again.store),
    );
  again.destroy();
  if (!same) throw new RangeError('a snapshot does not say what its log says');
  return { update, vector };
}

function sameClocks(a: Uint8Array, b: Uint8Array): boolean {
  const [one, other] = [Y.decodeStateVector(a), Y.decodeStateVector(b)];
  return one.size === other.size && [...one].every(([client, end]) => other.get(client) === end);
}
