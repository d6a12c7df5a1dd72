import * as Y from 'yjs';
import { newLogDocument } from '../../compaction/log-document.ts';
import { limits } from '../../protocol/limits.ts';
import { readWholeLog } from '../../store/log.ts';
import { readSnapshot, unpackSnapshot } from '../../store/snapshots.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import type { Description } from './builder-messages.ts';

interface Built {
  key: string;
  doc: Y.Doc;
  /** So far its log is in it. */
  to: number;
}

/** Builds documents from their logs to say what somebody lacks of them. */
export class DescribedDocuments {
  readonly #pool: SqlPool;
  #kept: Built | null = null;
  #forgetting: NodeJS.Timeout | undefined;

  constructor(pool: SqlPool) {
    this.#pool = pool;
  }

  async describe(docId: number, incarnation: string, known: Uint8Array): Promise<Description> {
    const { doc, to } = await this.#present(docId, `${docId} of ${incarnation}`);
    const vector = Y.encodeStateVector(doc);
    return {
      to,
      update: Y.encodeStateAsUpdate(doc, known),
      vector,
      deletions: Y.encodeStateAsUpdate(doc, vector),
    };
  }

  async #present(docId: number, key: string): Promise<Built> {
    const kept = this.#kept;
    // One that fails half way is not kept.
    this.#kept = null;
    let built = kept;
    if (kept?.key !== key) {
      kept?.doc.destroy();
      built = await this.#fromSnapshot(docId, key);
    }
    for await (const piece of readWholeLog(this.#pool, docId, built!.to)) {
      built!.doc.transact(() => {
        for (const update of piece.updates) Y.applyUpdate(built!.doc, update);
      });
      built!.to = piece.to;
    }
    return this.#keep(built!);
  }

  async #fromSnapshot(docId: number, key: string): Promise<Built> {
    const doc = newLogDocument();
    const snapshot = await readSnapshot(this.#pool, docId);
    if (snapshot) Y.applyUpdateV2(doc, await unpackSnapshot(snapshot.packed));
    return { key, doc, to: snapshot?.seq ?? 0 };
  }

  #keep(built: Built): Built {
    this.#kept = built;
    clearTimeout(this.#forgetting);
    this.#forgetting = setTimeout(() => {
      this.#kept?.doc.destroy();
      this.#kept = null;
    }, limits.snapshotShelfMs);
    return built;
  }
}
