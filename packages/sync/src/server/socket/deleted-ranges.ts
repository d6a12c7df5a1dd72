import * as Y from 'yjs';
import { Malformed } from '../../protocol/byte-reader.ts';
import { scanUpdate } from '../../protocol/scan-update.ts';

/** What is deleted in a document, and how far its clocks go. */
export class DeletedRanges {
  readonly #byClient: Map<number, { clock: number; len: number }[]>;
  readonly #clocks: Map<number, number>;

  constructor(doc: Y.Doc) {
    this.#byClient = Y.createDeleteSetFromStructStore(doc.store).clients;
    this.#clocks = Y.decodeStateVector(Y.encodeStateVector(doc));
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
        // Merged and sorted: one range covers it, or none does.
        const around = known.find(
          (range) => range.clock <= clock && clock < range.clock + range.len,
        );
        if (!around || around.clock + around.len < clock + len) return false;
      }
    }
    return true;
  }
}
