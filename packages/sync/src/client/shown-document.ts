import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness';
import * as Y from 'yjs';
import { limits } from '../protocol/limits.ts';

export interface ShownNeeds {
  /** An edit of this device's person; `byItself` when Yjs made it after a remote change. */
  edited(update: Uint8Array, byItself: boolean): void;
  /** This person's presence has changed. */
  moved(): void;
}

/** The Y.Doc that screens are bound to, and who else is there. */
export class ShownDocument {
  readonly #needs: ShownNeeds;
  /** Marks what did not come from this device's person. */
  readonly #remote = { remote: true };
  doc = new Y.Doc();
  awareness = new Awareness(this.doc);
  /** Rises when both were replaced. */
  generation = 0;
  #applyingRemote = false;

  constructor(needs: ShownNeeds) {
    this.#needs = needs;
    this.#attach();
  }

  #attach(): void {
    this.doc.on('update', this.#onUpdate);
    this.awareness.on('update', this.#onAwareness);
  }

  end(): void {
    this.doc.off('update', this.#onUpdate);
    this.awareness.off('update', this.#onAwareness);
    this.awareness.destroy();
    this.doc.destroy();
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown) => {
    if (origin !== this.#remote) this.#needs.edited(update, this.#applyingRemote);
  };

  readonly #onAwareness = (
    { added, updated, removed }: { added: number[]; updated: number[]; removed: number[] },
    origin: unknown,
  ) => {
    if (origin === this.#remote) return;
    if ([...added, ...updated, ...removed].includes(this.doc.clientID)) this.#needs.moved();
  };

  /** What others are told about this person; null when it is too much to be told. */
  presence(): Uint8Array | null {
    const states = encodeAwarenessUpdate(this.awareness, [this.doc.clientID]);
    return states.length > limits.awarenessBytes ? null : states;
  }

  hearPresence(states: Uint8Array): void {
    applyAwarenessUpdate(this.awareness, states, this.#remote);
  }

  /** Others forgot us when the line broke: the same state at a newer clock. */
  presentAgain(): void {
    this.awareness.setLocalState(this.awareness.getLocalState());
  }

  forgetOthers(): void {
    const others = [...this.awareness.getStates().keys()].filter((id) => id !== this.doc.clientID);
    removeAwarenessStates(this.awareness, others, this.#remote);
  }

  apply(updates: readonly Uint8Array[]): void {
    if (updates.length === 0) return;
    this.#asRemote(() => {
      for (const update of updates) Y.applyUpdate(this.doc, update, this.#remote);
    });
  }

  /** What one clientID has written from a clock on. */
  from({ client, clock }: { client: number; clock: number }): Uint8Array {
    const vector = Y.decodeStateVector(Y.encodeStateVector(this.doc));
    vector.set(client, clock);
    return Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(vector));
  }

  /**
   * Format V2. Nobody listens meanwhile: Yjs would write all of it out again as one update, which is a
   * third of the time in which a long document opens. What Yjs itself changes next is heard again.
   */
  applySnapshot(update: Uint8Array): void {
    const { doc } = this;
    let transactions = 0;
    const listen = () => {
      doc.off('beforeObserverCalls', count);
      doc.on('update', this.#onUpdate);
    };
    const count = () => {
      transactions += 1;
      if (transactions === 2) listen();
    };
    doc.off('update', this.#onUpdate);
    doc.on('beforeObserverCalls', count);
    try {
      this.#asRemote(() => Y.applyUpdateV2(doc, update, this.#remote));
    } finally {
      if (transactions < 2) listen();
    }
  }

  #asRemote(work: () => void): void {
    this.#applyingRemote = true;
    try {
      this.doc.transact(work, this.#remote);
    } finally {
      this.#applyingRemote = false;
    }
  }

  /** Yjs cannot take back what was applied: the document is made anew. */
  rebuild(updates: readonly Uint8Array[]): void {
    this.end();
    this.doc = new Y.Doc();
    this.awareness = new Awareness(this.doc);
    this.generation += 1;
    this.apply(updates);
    this.#attach();
  }
}
