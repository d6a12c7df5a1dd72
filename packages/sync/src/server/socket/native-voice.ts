import type { Reply } from '../../protocol/frames.ts';
import { encodeBatchBody, encodeBatchHead, encodeReply } from '../../protocol/replies.ts';
import type { LogEntry } from '../room/room.ts';
import type { Refusal, Seat, SeatVoice, Standing } from '../room/seat.ts';

/** The connection a voice speaks over. */
export interface Speaker {
  say(reply: Reply): void;
  /** A frame, or a piece of one that the next pieces go on with. */
  send(frame: Uint8Array): void;
  sendSnapshot(frame: Uint8Array): void;
  sendAlongside(key: number, frame: Uint8Array): void;
  refused(code: string): void;
  evict(handle: number): void;
  drained(): Promise<void>;
}

/** To an editor that is too old and does not know that there is such a thing, the document is frozen. */
function standingInVersion1(standing: Standing): Standing {
  const { access, frozen, needs } = standing;
  if (needs === null || access !== 'write') return { ...standing, needs: null };
  return { ...standing, access: 'read', frozen: frozen ?? 'outdated', needs: null };
}

const refusalInVersion1 = (refusal: Refusal): Refusal =>
  refusal.code === 'outdated' ? { ...refusal, code: 'frozen', reason: 'outdated' } : refusal;

interface SharedBatch {
  head: Uint8Array;
  body: Uint8Array;
  /** Where each update ends in the body. */
  ends: number[];
}

/** A seat's voice in the native protocol. */
export class NativeVoice implements SeatVoice {
  readonly #connection: Speaker;
  readonly #version: number;
  handle = 0;

  constructor(connection: Speaker, version: number) {
    this.#connection = connection;
    this.#version = version;
  }

  updates(from: number, to: number, updates: Uint8Array[]): void {
    this.#connection.say({ type: 'batch', handle: this.handle, from, to, updates });
  }

  snapshot(from: number, to: number, update: Uint8Array): void {
    const { handle } = this;
    const frame = encodeReply({ type: 'batch', handle, from, to, updates: [update] });
    this.#connection.sendSnapshot(frame);
  }

  committed(
    from: number,
    to: number,
    entries: readonly LogEntry[],
    writer: Seat | null,
    shared: Map<string, unknown>,
  ): void {
    let whole = shared.get('native') as SharedBatch | undefined;
    if (!whole) {
      const body = encodeBatchBody(entries.map((entry) => entry.data));
      whole = { ...body, head: encodeBatchHead(this.handle, from, to, entries.length) };
      shared.set('native', whole);
    }
    if (writer) this.#allBut(writer, entries, from, to, whole);
    else {
      this.#connection.send(whole.head);
      this.#connection.send(whole.body);
    }
  }

  #allBut(
    writer: Seat,
    entries: readonly LogEntry[],
    from: number,
    to: number,
    { body, ends }: SharedBatch,
  ): void {
    let count = 0;
    for (const { seat } of entries) if (seat !== writer) count += 1;
    if (count === 0) return;
    this.#connection.send(encodeBatchHead(this.handle, from, to, count));
    let begin = 0;
    for (const [i, { seat }] of entries.entries()) {
      if (seat !== writer) continue;
      const end = i === 0 ? 0 : ends[i - 1]!;
      if (end > begin) this.#connection.send(body.subarray(begin, end));
      begin = ends[i]!;
    }
    if (begin < body.length) this.#connection.send(body.subarray(begin));
  }

  acknowledge(message: number, to: number, at: number): void {
    const { handle } = this;
    // Cumulative: a later one says all that this one does.
    this.#connection.sendAlongside(handle, encodeReply({ type: 'ack', handle, message, to, at }));
  }

  refuse(message: number, refusal: Refusal): void {
    const { handle } = this;
    const told = this.#version > 1 ? refusal : refusalInVersion1(refusal);
    this.#connection.say({ type: 'nack', handle, message, ...told });
    this.#connection.refused(refusal.code);
  }

  presence(states: Uint8Array): void {
    this.#connection.say({ type: 'awareness', handle: this.handle, states });
  }

  rights(standing: Standing): void {
    this.#connection.say({ type: 'epoch', handle: this.handle, ...this.told(standing) });
    if (standing.access === 'none') this.#connection.evict(this.handle);
  }

  /** In the words of the client's version. */
  told(standing: Standing): Standing {
    return this.#version > 1 ? standing : standingInVersion1(standing);
  }

  synced(to: number): void {
    this.#connection.say({ type: 'synced', handle: this.handle, to });
  }

  drained(): Promise<void> {
    return this.#connection.drained();
  }
}
