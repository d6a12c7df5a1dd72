import * as Y from 'yjs';
import { Malformed } from '../../protocol/byte-reader.ts';
import { scanUpdate } from '../../protocol/scan-update.ts';

interface Deleted {
  clock: number;
  len: number;
}

/** What is deleted in a document, and how far its clocks go. */
export class DeletedRanges {
  readonly #byClient: Map<number, readonly Deleted[]>;
  readonly #clocks: Map<number, number>;

  /** Of an update that deletes all that is deleted, and the clocks. */
  constructor(deletions: Uint8Array, vector: Uint8Array) {
    this.#byClient = Y.decodeUpdate(deletions).ds.clients;
    this.#clocks = Y.decodeStateVector(vector);
  }

  /** True when the update adds nothing and deletes nothing that was there. */
  coverAllOf(update: Uint8Array): boolean {
    try {
      const { ranges } = scanUpdate(update);
      if (ranges.some(({ client, end }) => end > (this.#clocks.get(client) ?? 0))) return false;
    } catch (error) {
      if (error instanceof Malformed) return false;
      throw error;
    }
    for (const [client, deletes] of Y.decodeUpdate(update).ds.clients) {
      const known = this.#byClient.get(client) ?? [];
      for (const { clock, len } of deletes) {
        const around = lastBegunBy(known, clock);
        if (!around || around.clock + around.len < clock + len) return false;
      }
    }
    return true;
  }
}

/**
 * Merged and sorted as they are, this one covers what begins at `clock`, or none does. The update chooses how
 * often it is asked for: halving, not looking through all.
 */
function lastBegunBy(ranges: readonly Deleted[], clock: number): Deleted | undefined {
  let from = 0;
  let to = ranges.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ranges[middle]!.clock <= clock) from = middle + 1;
    else to = middle;
  }
  return ranges[from - 1];
}
