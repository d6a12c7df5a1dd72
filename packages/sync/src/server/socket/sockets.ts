import type { Limits } from '../../protocol/limits.ts';
import type { HubMeter } from '../hub-meter.ts';
import type { Connection } from './connection.ts';

/** All open sockets: what goes out once a turn, and when none of them is read. */
export class Sockets {
  readonly #limits: Limits;
  readonly #meter: HubMeter;
  readonly #open = new Map<string, Connection>();
  readonly #dirty = new Set<Connection>();
  readonly #pauses = new Set<string>();
  #waitingBytes = 0;
  readonly #patient = new Set<Connection>();
  #flushScheduled = false;
  #patience: NodeJS.Timeout | null = null;
  #committedAt: number | null = null;

  constructor(limits: Limits, meter: HubMeter) {
    this.#limits = limits;
    this.#meter = meter;
  }

  add(connection: Connection): void {
    this.#open.set(connection.id, connection);
  }

  gone(connection: Connection): void {
    this.#open.delete(connection.id);
    this.#patient.delete(connection);
  }

  get count(): number {
    return this.#open.size;
  }

  /** What readers have not taken yet. */
  get unsentBytes(): number {
    let bytes = 0;
    for (const connection of this.#open.values()) bytes += connection.unsentBytes;
    return bytes;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  get paused(): boolean {
    return this.#pauses.size > 0;
  }

  countOf(personId: string): number {
    let count = 0;
    for (const { person } of this.#open.values()) if (person?.id === personId) count += 1;
    return count;
  }

  /** Whether the connection that an anonymous person stands for still lives. */
  async stillHere(id: string): Promise<boolean> {
    const connection = this.#open.get(id);
    if (!connection) return false;
    if (await connection.answers(2000)) return true;
    connection.terminate('silent');
    return false;
  }

  /** To be flushed at the end of this turn, together with all others. */
  dirty(connection: Connection): void {
    this.#dirty.add(connection);
    this.#flushSoon();
  }

  /** To be flushed within a moment. */
  patient(connection: Connection): void {
    this.#patient.add(connection);
    this.#patience ??= setTimeout(() => {
      this.#patience = null;
      for (const each of this.#patient) each.flush();
      this.#patient.clear();
    }, this.#limits.ackDelayMs);
  }

  #flushSoon(): void {
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    setImmediate(() => {
      this.#flushScheduled = false;
      const dirty = [...this.#dirty];
      this.#dirty.clear();
      for (const each of dirty) each.flush();
      if (this.#committedAt === null) return;
      this.#meter.fannedOut(performance.now() - this.#committedAt);
      this.#committedAt = null;
    });
  }

  /** What is said from now on is of a commit, until the next flush. */
  committed(): void {
    this.#committedAt ??= performance.now();
    this.#flushSoon();
  }

  /** Bytes that begin (or, negative, end) to wait for their commit. */
  waits(bytes: number): void {
    this.#waitingBytes += bytes;
    if (this.#waitingBytes > this.#limits.queueHighBytes) this.setPause('queue', true);
    else if (this.#waitingBytes < this.#limits.queueLowBytes) this.setPause('queue', false);
  }

  /** While anything stands in the way of commits no socket is read: TCP makes the senders wait. */
  setPause(reason: string, on: boolean): void {
    if (this.#pauses.has(reason) === on) return;
    const before = this.paused;
    if (on) this.#pauses.add(reason);
    else this.#pauses.delete(reason);
    const after = this.paused;
    if (before === after) return;
    for (const connection of this.#open.values()) {
      if (after) connection.pause('hub');
      else connection.resume('hub');
    }
  }

  visit(now: number): void {
    for (const connection of this.#open.values()) connection.visit(now);
  }

  checkAlive(): void {
    for (const connection of this.#open.values()) connection.checkAlive();
  }

  beat(): void {
    if (!this.paused) return;
    for (const connection of this.#open.values()) connection.beat();
  }

  close(code: number, reason: string, whose?: string): void {
    for (const connection of [...this.#open.values()]) {
      if (whose === undefined || connection.person?.id === whose) connection.close(code, reason);
    }
  }
}
