import type { AccessMode, Reply } from '../../protocol/frames.ts';
import { encodeReply } from '../../protocol/replies.ts';
import type { LogEntry } from '../room/room.ts';
import type { Refusal, SeatVoice } from '../room/seat.ts';

/** The connection a voice speaks over. */
export interface Speaker {
  say(reply: Reply): void;
  send(frame: Uint8Array): void;
  sendSnapshot(frame: Uint8Array): void;
  sendAlongside(key: number, frame: Uint8Array): void;
  refused(code: string): void;
  evict(handle: number): void;
  drained(): Promise<void>;
}

/** A seat's voice in the native protocol. */
export class NativeVoice implements SeatVoice {
  readonly #connection: Speaker;
  handle = 0;

  constructor(connection: Speaker) {
    this.#connection = connection;
  }

  updates(from: number, to: number, updates: Uint8Array[]): void {
    this.#connection.say({ type: 'batch', handle: this.handle, from, to, updates });
  }

  snapshot(from: number, to: number, update: Uint8Array): void {
    const { handle } = this;
    const frame = encodeReply({ type: 'batch', handle, from, to, updates: [update] });
    this.#connection.sendSnapshot(frame);
  }

  sharedUpdates(
    from: number,
    to: number,
    entries: readonly LogEntry[],
    shared: Map<string, unknown>,
  ): void {
    let frame = shared.get('native') as Uint8Array | undefined;
    if (!frame) {
      const updates = entries.map((entry) => entry.data);
      frame = encodeReply({ type: 'batch', handle: this.handle, from, to, updates });
      shared.set('native', frame);
    }
    this.#connection.send(frame);
  }

  acknowledge(message: number, to: number, at: number): void {
    const { handle } = this;
    // Cumulative: a later one says all that this one does.
    this.#connection.sendAlongside(handle, encodeReply({ type: 'ack', handle, message, to, at }));
  }

  refuse(message: number, refusal: Refusal): void {
    this.#connection.say({ type: 'nack', handle: this.handle, message, ...refusal });
    this.#connection.refused(refusal.code);
  }

  presence(states: Uint8Array): void {
    this.#connection.say({ type: 'awareness', handle: this.handle, states });
  }

  rights(epoch: number, access: AccessMode, frozen: string | null): void {
    this.#connection.say({ type: 'epoch', handle: this.handle, epoch, access, frozen });
    if (access === 'none') this.#connection.evict(this.handle);
  }

  synced(to: number): void {
    this.#connection.say({ type: 'synced', handle: this.handle, to });
  }

  drained(): Promise<void> {
    return this.#connection.drained();
  }
}
