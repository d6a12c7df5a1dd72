import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { Malformed } from '../../protocol/byte-reader.ts';
import { closeCodes } from '../../protocol/frames.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { Person } from '../room/room.ts';
import { Charges } from './charges.ts';
import { framed } from './framed.ts';

export interface ConnectionNeeds {
  limits: Limits;
  /** To be flushed at the end of this turn. */
  dirty(connection: Connection): void;
  /** To be flushed soon, unless something else goes out before. */
  patient(connection: Connection): void;
  gone(connection: Connection): void;
  /** An error that nobody foresaw. */
  fault(error: unknown): void;
  /** This side has ended it: a close code, `slow` or `silent`. */
  ended(connection: Connection, why: string): void;
  /** True while no socket is read. */
  paused(): boolean;
}

/** One socket: limits on what comes in, one write per turn for what goes out. */
export abstract class Connection {
  readonly id: string;
  readonly limits: Limits;
  protected readonly needs: ConnectionNeeds;
  readonly #ws: WebSocket;
  readonly #socket: Duplex;
  readonly #charges: Charges;
  readonly #pauses = new Set<string>();
  readonly #waitingForDrain: (() => void)[] = [];
  #out: Uint8Array[] = [];
  /** What need not go out alone, by what a later one of it replaces. */
  readonly #alongside = new Map<number, Uint8Array>();
  #alive = true;
  #slowSince: number | null = null;
  /** Of what is unsent: what came in one piece and could not wait for the reader. */
  #snapshotBytes = 0;
  #pongs: (() => void)[] = [];
  person: Person | null = null;
  closed = false;

  constructor(id: string, ws: WebSocket, socket: Duplex, needs: ConnectionNeeds) {
    this.id = id;
    this.#ws = ws;
    this.#socket = socket;
    this.needs = needs;
    this.limits = needs.limits;
    this.#charges = new Charges({
      limits: needs.limits,
      hold: () => this.#hold(),
      flooded: (what) => this.close(closeCodes.rate, what),
    });
    ws.on('message', (data, isBinary) => this.#onMessage(data as Buffer, isBinary));
    ws.on('pong', () => this.#onPong());
    ws.on('close', () => this.#onClose());
    // Protocol errors end in a close of their own; without a listener they would end the process.
    ws.on('error', () => {});
    if (needs.paused()) this.pause('hub');
  }

  /** Bytes of one message. @throws {Malformed} */
  protected abstract receive(message: Uint8Array): void;
  protected abstract left(): void;
  /** Frames of one turn as WebSocket messages, each in its pieces. */
  protected abstract pack(frames: Uint8Array[]): Uint8Array[][];
  /** Sign of life, where the protocol has one, while sockets are not read and pings cannot be answered. */
  abstract beat(): void;

  send(frame: Uint8Array): void {
    if (this.closed) return;
    if (this.#out.length === 0) this.needs.dirty(this);
    // What an acknowledgement counts up to is what the next update is said to follow.
    if (this.#alongside.size > 0) this.#takeAlongside();
    this.#out.push(frame);
  }

  /**
   * Goes out before the next frame, or alone soon; a later one of the same key takes its place. Writing to
   * a socket is most of a hub's work: an acknowledgement seldom needs a write of its own.
   */
  sendAlongside(key: number, frame: Uint8Array): void {
    if (this.closed) return;
    if (this.#alongside.size === 0 && this.#out.length === 0) this.needs.patient(this);
    this.#alongside.set(key, frame);
  }

  #takeAlongside(): void {
    this.#out.push(...this.#alongside.values());
    this.#alongside.clear();
  }

  sendSnapshot(frame: Uint8Array): void {
    this.#snapshotBytes += frame.length;
    this.send(frame);
  }

  flush(): void {
    this.#takeAlongside();
    if (this.#out.length === 0) return;
    const frames = this.#out;
    this.#out = [];
    if (this.closed) return;
    if (this.#ws.readyState !== this.#ws.OPEN) return;
    // One buffer and one write for all of it: through the library each message would be two.
    this.#socket.write(framed(this.pack(frames)));
    const unsent = this.#ws.bufferedAmount - this.#snapshotBytes;
    if (unsent > this.limits.unsentHardBytes) this.terminate('slow');
  }

  get unsentBytes(): number {
    return this.#ws.bufferedAmount;
  }

  /** Resolves when the reader has taken most of what was said. */
  drained(): Promise<void> {
    this.flush();
    if (this.closed || this.#ws.bufferedAmount <= this.limits.catchUpBytes)
      return Promise.resolve();
    return new Promise((resolve) => {
      if (this.#waitingForDrain.length === 0) {
        this.#socket.once('drain', () => this.#wake());
      }
      this.#waitingForDrain.push(resolve);
    });
  }

  #wake(): void {
    for (const resolve of this.#waitingForDrain.splice(0)) resolve();
  }

  /** Regular visit: whether it lives, and whether it keeps up. */
  visit(now: number): void {
    const { unsentSoftBytes, unsentSoftMs, slowestBytesPerSecond } = this.limits;
    if (this.#ws.bufferedAmount <= unsentSoftBytes) {
      this.#slowSince = null;
      this.#snapshotBytes = 0;
      return;
    }
    this.#slowSince ??= now;
    const patience = unsentSoftMs + (this.#snapshotBytes / slowestBytesPerSecond) * 1000;
    if (now - this.#slowSince > patience) this.terminate('slow');
  }

  /** One ping per interval; silence for a whole interval ends the socket, unless it is we who do not listen. */
  checkAlive(): void {
    if (!this.#alive && this.#pauses.size === 0) {
      this.terminate('silent');
      return;
    }
    this.#alive = false;
    this.#ws.ping();
  }

  /** Whether it answers within the time. */
  answers(withinMs: number): Promise<boolean> {
    if (this.closed) return Promise.resolve(false);
    // Whom we do not read cannot answer.
    if (this.#pauses.size > 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), withinMs);
      this.#pongs.push(() => {
        clearTimeout(timer);
        resolve(true);
      });
      this.#ws.ping();
    });
  }

  #onPong(): void {
    this.#alive = true;
    for (const resolve of this.#pongs.splice(0)) resolve();
  }

  pause(reason: string): void {
    if (this.closed) return;
    this.#pauses.add(reason);
    this.#ws.pause();
  }

  resume(reason: string): void {
    if (!this.#pauses.delete(reason) || this.#pauses.size > 0 || this.closed) return;
    this.#ws.resume();
  }

  close(code: number, reason: string): void {
    if (this.closed) return;
    this.flush();
    this.needs.ended(this, String(code));
    this.#end();
    // Who is not read does not see the answer to the close either.
    this.#ws.resume();
    this.#ws.close(code, reason);
    setTimeout(() => this.#ws.terminate(), 3000).unref();
  }

  terminate(why: 'slow' | 'silent'): void {
    if (!this.closed) this.needs.ended(this, why);
    this.#end();
    this.#ws.terminate();
  }

  #onClose(): void {
    this.#end();
  }

  #end(): void {
    if (this.closed) return;
    this.closed = true;
    this.#out = [];
    this.#alongside.clear();
    this.#wake();
    this.left();
    this.needs.gone(this);
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    if (this.closed) return;
    this.#alive = true;
    if (!isBinary) {
      this.close(closeCodes.malformed, 'binary messages only');
      return;
    }
    this.#charges.take('bytes', data.length);
    if (this.closed) return;
    try {
      this.receive(data);
    } catch (error) {
      if (error instanceof Malformed) this.close(closeCodes.malformed, error.reason);
      else {
        // A fault of ours must end one socket, not the process that serves all the others.
        this.needs.fault(error);
        this.close(closeCodes.fault, 'fault');
      }
    }
  }

  protected chargeUpdate(): void {
    this.#charges.take('updates');
  }

  protected chargeOpening(): void {
    this.#charges.take('openings');
  }

  /** A frame that is charged as nothing else. */
  protected chargeFrame(): void {
    this.#charges.take('frames');
  }

  protected chargeRefusal(): void {
    this.#charges.takeRefusal();
  }

  /** Not read until all is paid: what was read already may bring thousands of charges more, and one timer waits for all. */
  #hold(): void {
    if (this.closed || this.#pauses.has('rate')) return;
    this.pause('rate');
    const wait = () => {
      const ms = this.#charges.msUntilPaid();
      if (ms === 0 || this.closed) this.resume('rate');
      else setTimeout(wait, ms).unref();
    };
    wait();
  }
}
