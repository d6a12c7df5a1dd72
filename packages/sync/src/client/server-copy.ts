import * as Y from 'yjs';

const compactAbove = 1000;

/** What the server has of a document, as far as this device knows. */
export class ServerCopy {
  #updates: Uint8Array[] = [];
  /** Everything up to this sequence number of this history has arrived. */
  seq = 0;
  incarnation = '';

  take(updates: readonly Uint8Array[]): void {
    this.#updates.push(...updates);
  }

  /** Where the server goes on from. Of another history than the one we knew nothing is confirmed. */
  goOnFrom(incarnation: string, since: number): void {
    if (incarnation === this.incarnation && since >= this.seq) return;
    if (this.incarnation !== '') this.#updates = [];
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
    return this.#updates;
  }

  document(): Y.Doc {
    return documentOf(this.#updates);
  }
}

export function documentOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  return doc;
}
