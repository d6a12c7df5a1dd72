import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { AccessMode, NackCode, Reply, Request } from '../protocol/frames.ts';
import { limits } from '../protocol/limits.ts';
import type { Connection, DocumentState, RefusalReason } from './document-state.ts';
import type { Outbox } from './outbox.ts';
import type { OutboxEntry } from './outbox-store.ts';
import { OutgoingEdits } from './outgoing-edits.ts';

export interface SessionNeeds {
  outbox: Outbox;
  send(request: Request): void;
  connection(): Connection;
  /** Something in `state` has changed. */
  changed(session: DocumentSession): void;
  /** Nobody needs the session any more. */
  ended(session: DocumentSession): void;
  saved(at: number): void;
}

type Subscribed = Extract<Reply, { type: 'subscribed' }>;

const keepPauseMs = 1000;
const lingerMs = 1000;
const awarenessPauseMs = 50;
const compactAbove = 1000;

/** One document on this device: what the server has, what is on its way, and the Y.Doc that shows both. */
export class DocumentSession {
  readonly name: string;
  readonly #needs: SessionNeeds;
  readonly #edits: OutgoingEdits;
  /** Marks what did not come from this device's person. */
  readonly #remote = { remote: true };
  doc: Y.Doc;
  awareness: Awareness;
  #generation = 0;
  #confirmed: Uint8Array[] = [];
  #seq = 0;
  #incarnation = '';
  #handle: number | null = null;
  #access: AccessMode | null = null;
  #frozen: string | null = null;
  /** All that the server had when the present line came up has arrived. */
  #caughtUp = false;
  /** The same for any line so far: the document can be shown and written, also offline. */
  #complete = false;
  #lastSavedAt: number | null = null;
  #keep = false;
  #users = 0;
  #ended = false;
  #applyingRemote = false;
  #recovered = false;
  /** Refused in an earlier life of the page: not in `doc`, and not sent again unasked. */
  #refusedBefore = false;
  #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #state: DocumentState | null = null;
  readonly ready: Promise<void>;
  readonly listeners = new Set<() => void>();

  constructor(name: string, left: readonly OutboxEntry[], keep: boolean, needs: SessionNeeds) {
    this.name = name;
    this.#needs = needs;
    this.#edits = new OutgoingEdits(name, needs.outbox, {
      send: (message, update) => {
        if (this.#handle === null) return;
        needs.send({ type: 'update', handle: this.#handle, message, update });
      },
      maySend: () => this.#handle !== null && this.#access === 'write' && this.#frozen === null,
      // A document that is denied never catches up: what is typed before its screen closes comes back.
      wouldRefuse: () => (this.#caughtUp || this.#access === 'none' ? this.#refusal() : null),
      changed: () => this.#changed(),
      confirmed: (update) => this.#confirm([update]),
    });
    this.#keep = keep;
    this.doc = new Y.Doc();
    this.awareness = new Awareness(this.doc);
    this.#attach();
    this.adopt(left);
    this.ready = this.#loadKept();
  }

  async #loadKept(): Promise<void> {
    const kept = await this.#needs.outbox.kept(this.name).catch(() => null);
    if (!kept || kept.seq === 0 || this.#seq > 0 || this.#ended) return;
    this.#seq = kept.seq;
    this.#incarnation = kept.incarnation;
    this.#access = kept.access;
    this.#confirm([kept.update]);
    this.#applyRemote([kept.update]);
    this.#changed();
  }

  /** Edits of an earlier life of the page (or another tab's): shown and sent, unless they were refused. */
  adopt(left: readonly OutboxEntry[]): void {
    const refused = left.filter((entry) => entry.refused !== null);
    const waiting = left.filter((entry) => entry.refused === null);
    if (refused.length > 0) this.#refusedBefore = true;
    this.#edits.adopt(waiting, refused);
    this.#applyRemote(waiting.map((entry) => entry.update));
    this.#edits.pump();
    this.#changed();
  }

  #attach(): void {
    this.doc.on('update', this.#onUpdate);
    this.awareness.on('update', this.#onAwareness);
  }

  #detach(): void {
    this.doc.off('update', this.#onUpdate);
    this.awareness.off('update', this.#onAwareness);
    this.awareness.destroy();
    this.doc.destroy();
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown) => {
    if (origin === this.#remote) return;
    // After a remote change Yjs removes superfluous marks by itself: passed on where that is possible,
    // but never shown to somebody as an edit of theirs that was refused.
    if (this.#applyingRemote && (this.#handle === null || this.#refusal())) return;
    this.#edits.add(update);
  };

  readonly #onAwareness = (
    { added, updated, removed }: { added: number[]; updated: number[]; removed: number[] },
    origin: unknown,
  ) => {
    if (origin === this.#remote) return;
    if ([...added, ...updated, ...removed].includes(this.doc.clientID)) {
      this.#later('awareness', awarenessPauseMs, () => this.#sendAwareness());
    }
  };

  #sendAwareness(): void {
    if (this.#handle === null) return;
    const states = encodeAwarenessUpdate(this.awareness, [this.doc.clientID]);
    if (states.length > limits.awarenessBytes) return;
    this.#needs.send({ type: 'awareness', handle: this.#handle, states });
  }

  get state(): DocumentState {
    this.#state ??= {
      synced: this.#complete,
      connection: this.#needs.connection(),
      access: this.#access ?? (this.#edits.unsaved > 0 ? 'write' : 'read'),
      frozen: this.#frozen,
      unsaved: this.#edits.unsaved,
      lastSavedAt: this.#lastSavedAt,
      refused: this.#edits.refused,
      generation: this.#generation,
    };
    return this.#state;
  }

  connectionChanged(): void {
    this.#changed();
  }

  #changed(): void {
    this.#state = null;
    this.#needs.changed(this);
    this.#endIfUnused();
  }

  // -- what the line says

  subscription(request: number): Request {
    return {
      type: 'subscribe',
      request,
      name: this.name,
      since: this.#seq,
      incarnation: this.#incarnation,
      clientIds: [this.doc.clientID],
    };
  }

  subscribed(reply: Subscribed): void {
    this.#handle = reply.handle;
    this.#recovered = false;
    if (reply.incarnation !== this.#incarnation || reply.since < this.#seq) {
      // Another history than the one we knew: what we hold of it is not confirmed by this one.
      if (this.#incarnation !== '') this.#confirmed = [];
      this.#incarnation = reply.incarnation;
      this.#seq = reply.since;
    }
    this.#access = reply.access;
    this.#frozen = reply.frozen;
    this.#edits.startOver();
    this.#rights(reply.access, reply.frozen);
    // Others forgot us when the line broke: the same state at a newer clock.
    this.awareness.setLocalState(this.awareness.getLocalState());
    this.#changed();
  }

  /** The document does not exist for this person. */
  denied(): void {
    this.#handle = null;
    this.#caughtUp = false;
    this.#access = 'none';
    this.#edits.refuseAll('revoked');
    this.#forgetKept();
    this.#changed();
  }

  /** Whoever may not read it any more does not read it on this device either, offline. */
  #forgetKept(): void {
    if (this.#seq === 0) return;
    this.#cancel('keep');
    const nothing = { incarnation: '', seq: 0, update: new Uint8Array([0, 0]) };
    void this.#needs.outbox
      .keep({ document: this.name, ...nothing, access: 'none' })
      .catch(() => {});
  }

  down(): void {
    this.#handle = null;
    this.#caughtUp = false;
    const others = [...this.awareness.getStates().keys()].filter((id) => id !== this.doc.clientID);
    removeAwarenessStates(this.awareness, others, this.#remote);
    this.#changed();
  }

  /** True when the document has to be opened anew to go on. */
  hear(reply: Reply): boolean {
    switch (reply.type) {
      case 'batch':
        if (reply.from > this.#seq) return true;
        this.#confirm(reply.updates);
        this.#applyRemote(reply.updates);
        this.#reached(reply.to);
        break;
      case 'ack':
        if (this.#edits.acknowledged(reply.message) && reply.at > 0) {
          this.#lastSavedAt = reply.at;
          this.#needs.saved(reply.at);
        }
        this.#reached(reply.to);
        break;
      case 'nack':
        return this.#refused(reply.message, reply.code, reply);
      case 'epoch':
        this.#rights(reply.access, reply.frozen);
        if (reply.access === 'none') this.denied();
        break;
      case 'synced':
        this.#caughtUp = true;
        this.#complete = true;
        this.#reached(reply.to);
        this.#dropKnown();
        if (this.#refusal()) this.#refuseWaiting();
        break;
      case 'awareness':
        applyAwarenessUpdate(this.awareness, reply.states, this.#remote);
        break;
      default:
      // The rest speaks of the line, not of a document.
    }
    this.#changed();
    return false;
  }

  #reached(seq: number): void {
    if (seq > this.#seq) this.#seq = seq;
    if (this.#keep) this.#later('keep', keepPauseMs, () => this.#keepNow());
  }

  #rights(access: AccessMode, frozen: string | null): void {
    this.#access = access;
    this.#frozen = frozen;
    if (this.#refusal()) this.#refuseWaiting();
    // What was refused by a freeze is still on the screen of its author, and is sent after the thaw.
    else if (this.#edits.refused?.reason === 'frozen' && !this.#refusedBefore) {
      this.#edits.resendRefused();
    }
    this.#edits.pump();
  }

  /** What is on its way is answered by itself; what waits here would never be. */
  #refuseWaiting(): void {
    const reason = this.#refusal();
    if (reason && this.#caughtUp && this.#edits.unsaved > 0) this.#edits.refuseUnsent(reason);
  }

  /** Taken before the line broke, and refused when it was sent again: it came back with the rest. */
  #dropKnown(): void {
    const suspect = this.#edits.refused !== null || (this.#refusal() && this.#edits.unsaved > 0);
    if (!suspect || !this.#caughtUp) return;
    this.#edits.dropKnown(Y.decodeStateVector(Y.encodeStateVector(this.confirmedDocument())));
  }

  #refusal(): RefusalReason | null {
    if (this.#access !== 'write') return 'revoked';
    return this.#frozen === null ? null : 'frozen';
  }

  #refused(message: number, code: NackCode, at: { client: number; clock: number }): boolean {
    if (code === 'busy') return true;
    if (code === 'gap' && at.client === this.doc.clientID && !this.#recovered) {
      // The server lacks something that this device no longer holds apart: sent again out of the document.
      this.#recovered = true;
      const vector = Y.decodeStateVector(Y.encodeStateVector(this.doc));
      vector.set(at.client, at.clock);
      this.#edits.replaceAll(Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(vector)));
      this.#changed();
      return false;
    }
    const reason: RefusalReason = code === 'frozen' || code === 'revoked' ? code : 'invalid';
    this.#edits.refuseFrom(message, reason);
    this.#dropKnown();
    this.#changed();
    return false;
  }

  // -- the two states of the document

  #applyRemote(updates: readonly Uint8Array[]): void {
    if (updates.length === 0) return;
    this.#applyingRemote = true;
    try {
      this.doc.transact(() => {
        for (const update of updates) Y.applyUpdate(this.doc, update, this.#remote);
      }, this.#remote);
    } finally {
      this.#applyingRemote = false;
    }
  }

  #confirm(updates: readonly Uint8Array[]): void {
    this.#confirmed.push(...updates);
    if (this.#confirmed.length > compactAbove) {
      this.#later('compact', 0, () => {
        this.#confirmed = [Y.encodeStateAsUpdate(documentOf(this.#confirmed))];
      });
    }
  }

  confirmedDocument(): Y.Doc {
    return documentOf(this.#confirmed);
  }

  unsentDocument(): Y.Doc {
    return documentOf([...this.#confirmed, ...this.#edits.everything()]);
  }

  async #keepNow(): Promise<void> {
    // What waits lies in the outbox; what is kept is what the server has.
    if (!this.#caughtUp || this.#edits.unsaved > 0 || this.#access === null) return;
    const update = Y.encodeStateAsUpdate(this.confirmedDocument());
    const { name, access } = { name: this.name, access: this.#access };
    await this.#needs.outbox
      .keep({ document: name, incarnation: this.#incarnation, seq: this.#seq, update, access })
      .catch(() => {});
  }

  takeRefused(): Uint8Array[] {
    const taken = this.#edits.takeRefused();
    if (taken.length > 0) this.#rebuild();
    this.#refusedBefore = false;
    this.#changed();
    return taken;
  }

  resendRefused(): void {
    this.#applyRemote(this.#edits.refusedUpdates());
    this.#refusedBefore = false;
    this.#edits.resendRefused();
    this.#changed();
  }

  /** Yjs cannot take back what was applied: the document is made anew from what the server has. */
  #rebuild(): void {
    this.#detach();
    this.doc = new Y.Doc();
    this.awareness = new Awareness(this.doc);
    this.#generation += 1;
    this.#applyRemote([...this.#confirmed, ...this.#edits.everything()]);
    this.#attach();
  }

  // -- life

  use(keep: boolean): void {
    this.#users += 1;
    this.#keep ||= keep;
    this.#cancel('end');
  }

  release(): void {
    this.#users -= 1;
    void this.#edits.flush();
    this.#changed();
  }

  /** The server said that it does not exist for this person. */
  get absent(): boolean {
    return this.#access === 'none';
  }

  get unsaved(): number {
    return this.#edits.unsaved;
  }

  get refusedCount(): number {
    return this.#edits.refused?.count ?? 0;
  }

  get handle(): number | null {
    return this.#handle;
  }

  flush(): Promise<void> {
    return this.#edits.flush();
  }

  #endIfUnused(): void {
    if (this.#users > 0 || this.#ended || this.unsaved > 0 || this.refusedCount > 0) return;
    this.#later('end', lingerMs, () => {
      if (this.#users > 0 || this.unsaved > 0 || this.refusedCount > 0) return;
      this.#needs.ended(this);
      this.end();
    });
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#edits.end();
    this.#detach();
  }

  #later(what: string, ms: number, work: () => void): void {
    if (this.#timers.has(what) || this.#ended) return;
    const timer = setTimeout(() => {
      this.#timers.delete(what);
      work();
    }, ms);
    this.#timers.set(what, timer);
  }

  #cancel(what: string): void {
    clearTimeout(this.#timers.get(what));
    this.#timers.delete(what);
  }
}

function documentOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  return doc;
}
