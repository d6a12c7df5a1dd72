import * as Y from 'yjs';
import type { NackCode, Reply, Request } from '../protocol/frames.ts';
import type { RefusalReason } from './document-state.ts';
import type { Snapshot } from './fetch-snapshot.ts';
import type { Outbox } from './outbox.ts';
import type { KeptDocument, OutboxEntry } from './outbox-store.ts';
import { OutgoingEdits } from './outgoing-edits.ts';
import { documentOf, ServerCopy } from './server-copy.ts';
import { ShownDocument } from './shown-document.ts';
import { type Rights, Standing } from './standing.ts';
import { Timers } from './timers.ts';
import { type Writing, writingsIn } from './writings.ts';

export interface ExchangeNeeds {
  outbox: Outbox;
  send(request: Request): void;
  /** Something that is shown has changed. */
  changed(): void;
  saved(at: number): void;
  /** More of what the server has is here. */
  reached(): void;
  /** The right to read it has ended. */
  denied(): void;
}

type Subscribed = Extract<Reply, { type: 'subscribed' }>;

const awarenessPauseMs = 50;

/** What is said between this device and the server about one document, and what it does to its copies. */
export class DocumentExchange {
  readonly #name: string;
  readonly #needs: ExchangeNeeds;
  readonly edits: OutgoingEdits;
  readonly shown: ShownDocument;
  readonly #server = new ServerCopy();
  readonly #timers = new Timers();
  readonly standing = new Standing();
  #recovered = false;
  /** Refused in an earlier life of the page: not in `doc`, and not sent again unasked. */
  #refusedBefore = false;

  constructor(name: string, needs: ExchangeNeeds) {
    this.#name = name;
    this.#needs = needs;
    this.edits = new OutgoingEdits(name, needs.outbox, {
      send: (message, update) => {
        if (this.standing.handle === null) return;
        needs.send({ type: 'update', handle: this.standing.handle, message, update });
      },
      maySend: () => this.standing.maySend,
      wouldRefuse: () => this.standing.wouldRefuse,
      changed: () => needs.changed(),
      confirmed: (update) => this.#confirm([update]),
    });
    this.shown = new ShownDocument({
      edited: (update, byItself) => {
        // An editor takes out what it does not know, as if its person had done it. Nobody types here any more.
        if (this.standing.outdated) return;
        // After a remote change Yjs removes superfluous marks by itself: passed on where that is
        // possible, but never shown to somebody as an edit of theirs that was refused.
        if (byItself && (this.standing.handle === null || this.standing.refusal)) return;
        this.edits.add(update);
      },
      moved: () => this.#timers.later('awareness', awarenessPauseMs, () => this.#sendAwareness()),
    });
  }

  /** Edits of an earlier life of the page (or another tab's): shown and sent, unless they were refused. */
  adopt(left: readonly OutboxEntry[]): void {
    const refused = left.filter((entry) => entry.refused !== null);
    const waiting = left.filter((entry) => entry.refused === null);
    if (refused.length > 0) this.#refusedBefore = true;
    this.edits.adopt(waiting, refused);
    this.shown.apply(waiting.map((entry) => entry.update));
    this.edits.pump();
    this.#needs.changed();
  }

  /** Begins with what this device has kept of the server's state. */
  beginWith(kept: KeptDocument): void {
    if (this.#server.seq > 0) return;
    this.#server.seq = kept.seq;
    this.#server.incarnation = kept.incarnation;
    this.standing.access = kept.access;
    this.standing.fromDevice = true;
    this.#confirm([kept.update]);
    this.shown.apply([kept.update]);
    this.#needs.changed();
  }

  /** The same with what the server has packed. Whether it may be written is said by the line. */
  beginWithSnapshot(snapshot: Snapshot): void {
    if (!this.#server.isBlank || this.standing.handle !== null) return;
    try {
      this.shown.applySnapshot(snapshot.update);
    } catch {
      // Damaged on its way: all of it comes over the line.
      return;
    }
    this.#server.beginWith(snapshot);
    this.#needs.changed();
  }

  get isBlank(): boolean {
    return this.#server.isBlank;
  }

  /** What is worth keeping: all that the server has; what waits lies in the outbox. */
  toKeep(): KeptDocument | null {
    const { caughtUp, access, outdated } = this.standing;
    // An older page that opens with it offline would not know that it is older.
    if (!caughtUp || this.edits.unsaved > 0 || access === null || outdated) return null;
    const { incarnation, seq } = this.#server;
    const update = Y.encodeStateAsUpdate(this.confirmedDocument());
    return { document: this.#name, incarnation, seq, update, access };
  }

  #sendAwareness(): void {
    const states = this.shown.presence();
    if (this.standing.handle === null || !states) return;
    this.#needs.send({ type: 'awareness', handle: this.standing.handle, states });
  }

  subscription(request: number): Request {
    return {
      type: 'subscribe',
      request,
      name: this.#name,
      since: this.#server.seq,
      incarnation: this.#server.incarnation,
      clientIds: [this.shown.doc.clientID],
    };
  }

  subscribed(reply: Subscribed): void {
    this.standing.handle = reply.handle;
    this.#recovered = false;
    this.#server.goOnFrom(reply.incarnation, reply.since);
    this.standing.rights(reply);
    this.edits.startOver();
    this.#rights(reply);
    this.shown.presentAgain();
    this.#needs.changed();
  }

  /** The document does not exist for this person. */
  denied(): void {
    this.standing.denied();
    this.edits.refuseAll('revoked');
    this.#needs.denied();
    this.#needs.changed();
  }

  down(): void {
    this.standing.down();
    this.shown.forgetOthers();
    this.#needs.changed();
  }

  /** True when the document has to be opened anew to go on. */
  hear(reply: Reply): boolean {
    switch (reply.type) {
      case 'batch':
        if (reply.from > this.#server.seq) return true;
        this.#confirm(reply.updates);
        this.shown.apply(reply.updates);
        this.#reached(reply.to);
        break;
      case 'ack':
        if (this.edits.acknowledged(reply.message) && reply.at > 0) {
          this.#needs.saved(reply.at);
        }
        this.#reached(reply.to);
        break;
      case 'nack':
        return this.#refused(reply.message, reply.code, reply);
      case 'epoch':
        this.#rights(reply);
        if (reply.access === 'none') this.denied();
        break;
      case 'synced':
        this.standing.synced();
        this.#reached(reply.to);
        this.#dropKnown();
        if (this.standing.refusal) this.#refuseWaiting();
        break;
      case 'awareness':
        this.shown.hearPresence(reply.states);
        break;
      default:
      // The rest speaks of the line, not of a document.
    }
    this.#needs.changed();
    return false;
  }

  #reached(seq: number): void {
    this.#server.reached(seq);
    this.#needs.reached();
  }

  #rights(rights: Rights): void {
    this.standing.rights(rights);
    if (this.standing.refusal) this.#refuseWaiting();
    // What was refused by a freeze is still on the screen of its author, and is sent after the thaw.
    else if (this.edits.refused?.reason === 'frozen' && !this.#refusedBefore) {
      this.edits.resendRefused();
    }
    this.edits.pump();
  }

  /** What is on its way is answered by itself; what waits here would never be. */
  #refuseWaiting(): void {
    const reason = this.standing.refusal;
    if (reason && this.standing.caughtUp && this.edits.unsaved > 0) this.edits.refuseUnsent(reason);
  }

  /** Taken before the line broke, and refused when it was sent again: it came back with the rest. */
  #dropKnown(): void {
    const { refusal, outdated } = this.standing;
    const suspect =
      this.edits.refused !== null || ((refusal || outdated) && this.edits.unsaved > 0);
    if (!suspect || !this.standing.caughtUp) return;
    this.edits.dropKnown(Y.decodeStateVector(Y.encodeStateVector(this.confirmedDocument())));
  }

  #refused(message: number, code: NackCode, at: { client: number; clock: number }): boolean {
    if (code === 'busy') return true;
    if (code === 'outdated') {
      this.standing.outdated = true;
      this.edits.holdBack(message);
      this.#needs.changed();
      return false;
    }
    const own = code === 'gap' && at.client === this.shown.doc.clientID;
    // Behind something refused a gap is no wonder: it has been refused with it.
    if (own && !this.#recovered && this.edits.refused === null) {
      // The server lacks something that this device no longer holds apart: sent again out of the document.
      this.#recovered = true;
      this.edits.replaceAll(this.shown.from(at));
      this.#needs.changed();
      return false;
    }
    const reason: RefusalReason = code === 'frozen' || code === 'revoked' ? code : 'invalid';
    this.edits.refuseFrom(message, reason);
    this.#dropKnown();
    this.#needs.changed();
    return false;
  }

  #confirm(updates: readonly Uint8Array[]): void {
    this.#server.take(updates);
    if (this.#server.isLong) this.#timers.later('compact', 0, () => this.#server.compact());
  }

  confirmedDocument(): Y.Doc {
    return this.#server.document();
  }

  unsentDocument(): Y.Doc {
    return documentOf([...this.#server.updates, ...this.edits.everything()]);
  }

  unsentBeyond(shown: Y.Doc): Writing[] {
    return writingsIn(this.edits.everything(), shown);
  }

  takeRefused(): Uint8Array[] {
    const taken = this.edits.takeRefused();
    // Yjs cannot take back what was applied: the document is made anew from what the server has.
    if (taken.length > 0) this.shown.rebuild([...this.#server.updates, ...this.edits.everything()]);
    this.#refusedBefore = false;
    this.#needs.changed();
    return taken;
  }

  resendRefused(): void {
    this.shown.apply(this.edits.refusedUpdates());
    this.#refusedBefore = false;
    this.edits.resendRefused();
    this.#needs.changed();
  }

  end(): void {
    this.#timers.end();
    this.edits.end();
    this.shown.end();
  }
}
