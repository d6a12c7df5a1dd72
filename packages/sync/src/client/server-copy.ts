import * as Y from 'yjs';
import type { Snapshot } from './fetch-snapshot.ts';

const compactAbove = 1000;

/** What the server has of a document, as far as this device knows. */
export class ServerCopy {
  #updates: Uint8Array[] = [];
  /** Format V2; what is before all updates. Turned into one of them when somebody asks. */
  #snapshot: Uint8Array | null = null;
  /** Everything up to this sequence number of this history has arrived. */
  seq = 0;
  incarnation = '';

  get isBlank(): boolean {
    return this.seq === 0 && this.incarnation === '';
  }

  beginWith({ incarnation, seq, update }: Snapshot): void {
    this.incarnation = incarnation;
    this.seq = seq;
    this.#snapshot = update;
  }

  take(updates: readonly Uint8Array[]): void {
    this.#updates.push(...updates);
  }

  /** Where the server goes on from. Of another history than the one we knew nothing is confirmed. */
  goOnFrom(incarnation: string, since: number): void {
    if (incarnation === this.incarnation && since >= this.seq) return;
    if (this.incarnation !== '') {
      this.#updates = [];
      this.#snapshot = null;
    }
    this.incarnation = incarnation;
    this.seq = since;
  }

  reached(seq: number): void {
    if (seq > this.seq) this.seq = seq;
  }

  get isLong(): boolean {
    return this.#updates.length > compactAbove;
  }

  compact(): void {
    this.#updates = [Y.encodeStateAsUpdate(this.document())];
  }

  get updates(): readonly Uint8Array[] {
    if (this.#snapshot) this.#updates.unshift(Y.convertUpdateFormatV2ToV1(this.#snapshot));
    this.#snapshot = null;
    return this.#updates;
  }

  document(): Y.Doc {
    return documentOf(this.updates);
  }
}

export function documentOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  return doc;
}
