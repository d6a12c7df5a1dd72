import * as Y from 'yjs';
import { limits } from '../protocol/limits.ts';
import type { RefusalReason } from './document-state.ts';
import type { Outbox } from './outbox.ts';
import type { OutboxEntry } from './outbox-store.ts';
import { groupFrom, inFlight, type Outgoing } from './outgoing.ts';

export interface OutgoingNeeds {
  send(message: number, update: Uint8Array): void;
  maySend(): boolean;
  /** Why the server, as it said itself, would refuse an edit now. */
  wouldRefuse(): RefusalReason | null;
  changed(): void;
  confirmed(update: Uint8Array): void;
}

// At most 30 messages a second; several edits of one interval travel merged.
const flushMs = 33;
const inFlightMessages = 64;
const inFlightBytes = 512 * 1024;
// What one message can carry, less its frame.
const largestUpdate = limits.messageBytes - 1024;

/**
 * The way of local edits: gathered, stored on this device, sent in order, and forgotten when the server
 * has acknowledged them. Stored entries never change, so that sending again is recognised.
 */
export class OutgoingEdits {
  readonly #document: string;
  readonly #outbox: Outbox;
  readonly #needs: OutgoingNeeds;
  #gathering: Uint8Array[] = [];
  #queue: Outgoing[] = [];
  #refused: Outgoing[] = [];
  #reason: RefusalReason = 'invalid';
  #nextMessage = 1;
  #flushedAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  constructor(document: string, outbox: Outbox, needs: OutgoingNeeds) {
    this.#document = document;
    this.#outbox = outbox;
    this.#needs = needs;
  }

  get unsaved(): number {
    return this.#gathering.length + this.#queue.length;
  }

  get refused(): { reason: RefusalReason; count: number } | null {
    return this.#refused.length === 0
      ? null
      : { reason: this.#reason, count: this.#refused.length };
  }

  refusedUpdates(): Uint8Array[] {
    return this.#refused.map(({ entry }) => entry.update);
  }

  /** All that the server has not taken, in its order. */
  everything(): Uint8Array[] {
    const queued = this.#queue.map(({ entry }) => entry.update);
    return [...this.refusedUpdates(), ...queued, ...this.#gathering];
  }

  /** The lowest clock, by clientID, among the edits that the server has not taken. */
  clocks(): Map<number, number> {
    const clocks = new Map<number, number>();
    for (const update of this.everything()) {
      for (const [client, clock] of Y.parseUpdateMeta(update).from) {
        clocks.set(client, Math.min(clock, clocks.get(client) ?? clock));
      }
    }
    return clocks;
  }

  adopt(waiting: readonly OutboxEntry[], refused: readonly OutboxEntry[]): void {
    const stored = (entry: OutboxEntry): Outgoing => ({ entry, stored: true, message: 0 });
    this.#queue.unshift(...waiting.map(stored));
    this.#refused.unshift(...refused.map(stored));
    if (refused[0]?.refused) this.#reason = refused[0].refused;
  }

  add(update: Uint8Array): void {
    this.#gathering.push(update);
    this.#needs.changed();
    if (this.#timer !== undefined) return;
    const pause = Math.max(0, this.#flushedAt + flushMs - performance.now());
    this.#timer = setTimeout(() => void this.flush(), pause);
  }

  /** Resolves when all edits made so far are durable on this device. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#gathering.length === 0 || this.#ended) return;
    this.#flushedAt = performance.now();
    const gathered = this.#gathering;
    this.#gathering = [];
    const update = gathered.length === 1 ? gathered[0]! : Y.mergeUpdates(gathered);
    const outgoing: Outgoing = {
      entry: this.#outbox.entry(this.#document, update),
      stored: false,
      message: 0,
    };
    this.#queue.push(outgoing);
    const refusal = update.length > largestUpdate ? 'invalid' : this.#needs.wouldRefuse();
    if (this.#refused.length > 0) this.#refuse(this.#queue.length - 1, this.#reason);
    else if (refusal) this.#refuse(this.#queue.length - 1, refusal);
    this.#needs.changed();
    await this.#store([outgoing]);
    outgoing.stored = true;
    // Refused while it was on its way to the disk.
    if (outgoing.entry.refused !== null) await this.#store([outgoing]);
    this.pump();
  }

  /** A device that does not keep edits still sends them. */
  async #store(outgoing: readonly Outgoing[]): Promise<void> {
    await this.#outbox.put(outgoing.map(({ entry }) => entry)).catch(() => {});
  }

  /** A new line: what was sent over the old one without an answer is sent again. */
  startOver(): void {
    this.#nextMessage = 1;
    for (const outgoing of this.#queue) outgoing.message = 0;
    for (const outgoing of this.#refused) outgoing.message = 0;
    this.pump();
  }

  /** Sends what may be sent, in order. */
  pump(): void {
    if (this.#ended || !this.#needs.maySend() || this.#refused.length > 0) return;
    let { messages, bytes, next } = inFlight(this.#queue);
    while (next < this.#queue.length && messages < inFlightMessages && bytes < inFlightBytes) {
      const group = groupFrom(this.#queue, next);
      if (group.length === 0) return;
      const updates = group.map(({ entry }) => entry.update);
      const update = updates.length === 1 ? updates[0]! : Y.mergeUpdates(updates);
      const message = this.#nextMessage++;
      for (const outgoing of group) outgoing.message = message;
      this.#needs.send(message, update);
      messages += 1;
      bytes += update.length;
      next += group.length;
    }
  }

  /** All up to this message is durable on the server. True when that was news. */
  acknowledged(message: number): boolean {
    const done = (outgoing: Outgoing) => outgoing.message > 0 && outgoing.message <= message;
    // Refused by us as following on something refused, but taken by the server.
    const taken = [...this.#queue.filter(done), ...this.#refused.filter(done)];
    if (taken.length === 0) return false;
    this.#queue = this.#queue.filter((outgoing) => !done(outgoing));
    this.#refused = this.#refused.filter((outgoing) => !done(outgoing));
    for (const { entry } of taken) this.#needs.confirmed(entry.update);
    this.#outbox.remove(taken.map(({ entry }) => entry.key));
    this.pump();
    return true;
  }

  /** The server refused this message: what follows builds on it. True when there was something to refuse. */
  refuseFrom(message: number, reason: RefusalReason): boolean {
    const index = this.#queue.findIndex((outgoing) => outgoing.message === message);
    if (index >= 0) this.#refuse(index, reason);
    // Answered; those that follow may yet turn out to have been taken.
    for (const outgoing of this.#refused) if (outgoing.message === message) outgoing.message = 0;
    return index >= 0;
  }

  /** Not taken from this page: it waits as if it had not gone out. */
  holdBack(message: number): void {
    for (const outgoing of this.#queue) if (outgoing.message === message) outgoing.message = 0;
  }

  refuseAll(reason: RefusalReason): void {
    void this.flush();
    for (const outgoing of this.#queue) outgoing.message = 0;
    if (this.#queue.length > 0) this.#refuse(0, reason);
  }

  /** Those that have not gone out over the present line. */
  refuseUnsent(reason: RefusalReason): void {
    void this.flush();
    const index = this.#queue.findIndex((outgoing) => outgoing.message === 0);
    if (index >= 0) this.#refuse(index, reason);
  }

  /** Forgets what the server has, by its clocks. What only deletes cannot be told and stays. */
  dropKnown(clocks: ReadonlyMap<number, number>): void {
    const known = ({ entry, message }: Outgoing) => {
      const { to } = Y.parseUpdateMeta(entry.update);
      if (message > 0 || to.size === 0) return false;
      return [...to].every(([client, end]) => (clocks.get(client) ?? 0) >= end);
    };
    const gone = [...this.#queue.filter(known), ...this.#refused.filter(known)];
    this.#queue = this.#queue.filter((outgoing) => !known(outgoing));
    this.#refused = this.#refused.filter((outgoing) => !known(outgoing));
    this.#outbox.remove(gone.map(({ entry }) => entry.key));
  }

  #refuse(index: number, reason: RefusalReason): void {
    const moved = this.#queue.splice(index);
    if (this.#refused.length === 0) this.#reason = reason;
    for (const outgoing of moved) outgoing.entry = { ...outgoing.entry, refused: this.#reason };
    this.#refused.push(...moved);
    void this.#store(moved.filter((outgoing) => outgoing.stored));
  }

  takeRefused(): Uint8Array[] {
    const updates = this.refusedUpdates();
    this.#outbox.remove(this.#refused.map(({ entry }) => entry.key));
    this.#refused = [];
    return updates;
  }

  resendRefused(): void {
    const again = this.#refused;
    this.#refused = [];
    for (const outgoing of again) {
      outgoing.entry = { ...outgoing.entry, refused: null };
      outgoing.message = 0;
    }
    this.#queue.unshift(...again);
    void this.#store(again);
    this.pump();
  }

  /** In the place of all that waits: one update that contains it. */
  replaceAll(update: Uint8Array): void {
    const replaced = this.#queue;
    this.#gathering = [];
    const outgoing: Outgoing = {
      entry: this.#outbox.entry(this.#document, update),
      stored: false,
      message: 0,
    };
    this.#queue = [outgoing];
    if (update.length > largestUpdate) this.#refuse(0, 'invalid');
    void this.#store([outgoing]).then(() => {
      outgoing.stored = true;
      this.#outbox.remove(replaced.map(({ entry }) => entry.key));
      this.pump();
    });
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#ended = true;
  }
}
