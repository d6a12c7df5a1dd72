import { setTimeout as wait } from 'node:timers/promises';
import type { Limits } from '../../protocol/limits.ts';
import { type Commit, commitUpdates } from '../../store/commit-updates.ts';
import { isOutage } from '../../store/is-outage.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import { type DatabaseGate, Stopped } from '../database-gate.ts';
import type { HubLog } from '../hub-log.ts';
import type { HubMeter } from '../hub-meter.ts';
import type { Delivery } from '../room/delivery.ts';
import { whyNot } from '../room/rights-watch.ts';
import { type LogEntry, mayWrite, type NewUpdate, type Room } from '../room/room.ts';
import { refusal } from './admit-update.ts';
import { Batch, type Item, type RoomOutcome, toCommit } from './batch.ts';

export interface CommitterNeeds {
  commits: SqlPool;
  limits: Limits;
  gate: DatabaseGate;
  delivery: Delivery;
  log: HubLog;
  meter: HubMeter;
  /** Looks at the epoch and rights of a room again; resolves when they are known. */
  refreshRights(room: Room): Promise<void>;
  /** Database time, ms. */
  now(): number;
  /** How many hubs commit to this database. */
  hubs(): number;
  /** This is in the log now; `at` is database time, ms. */
  wrote(entries: ReadonlyMap<Room, readonly LogEntry[]>, at: number): void;
  /** Bytes that no longer wait. */
  released(bytes: number): void;
}

const parallelCommits = 2;
const lockedPauseMs = 15;
const firstRetryMs = 20;

/** Gathers admitted updates of all rooms and commits them together, one statement per tick. */
export class Committer {
  readonly #needs: CommitterNeeds;
  readonly #ready = new Set<Room>();
  /** Those with something in their queue or on its way. */
  readonly #waiting = new Set<Room>();
  readonly #idle: (() => void)[] = [];
  #running = 0;
  #held = 0;
  #scheduled = false;
  #lastStart = Number.NEGATIVE_INFINITY;

  constructor(needs: CommitterNeeds) {
    this.#needs = needs;
  }

  enqueue(room: Room, item: NewUpdate): void {
    room.queue.push({ ...item, since: performance.now() });
    this.#waiting.add(room);
    if (room.state === 'open') this.#offer(room);
  }

  /** How long the oldest of what waits has waited. */
  oldestWaitMs(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const { inFlight, queue } of this.#waiting) {
      const first = inFlight[0] ?? queue[0];
      if (first) oldest = Math.min(oldest, first.since);
    }
    return oldest === Number.POSITIVE_INFINITY ? 0 : performance.now() - oldest;
  }

  /** Resolves when nothing waits. */
  drained(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #isIdle(): boolean {
    return this.#running === 0 && this.#held === 0 && this.#ready.size === 0;
  }

  #offer(room: Room): void {
    this.#ready.add(room);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#running >= parallelCommits || this.#ready.size === 0) return;
    this.#scheduled = true;
    // Together they commit, and write to each socket, about as often as one would.
    const { commitIntervalMs, commitIntervalAtMostMs } = this.#needs.limits;
    const atMost = Math.max(commitIntervalMs, commitIntervalAtMostMs);
    const interval = Math.min(commitIntervalMs * this.#needs.hubs(), atMost);
    const pause = this.#lastStart + interval - performance.now();
    const start = () => {
      this.#scheduled = false;
      void this.#commitTick();
    };
    if (pause <= 0.5) setImmediate(start);
    else setTimeout(start, pause);
  }

  async #commitTick(): Promise<void> {
    const batch = new Batch(this.#ready, this.#needs.limits);
    if (batch.items.length === 0) return this.#rest();
    this.#lastStart = performance.now();
    this.#running += 1;
    this.#schedule();
    try {
      await this.#commit(batch, batch.items);
    } catch (error) {
      if (!(error instanceof Stopped)) {
        this.#needs.log.warn({ err: error }, 'a commit ended in an unforeseen way');
      }
      for (const item of batch.items) if (!item.settled) batch.return(item, 'stale');
    } finally {
      this.#running -= 1;
      for (const [room, outcome] of batch.outcomes) this.#giveBack(room, outcome);
      this.#schedule();
      this.#rest();
    }
  }

  #rest(): void {
    if (this.#isIdle()) for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #commit(batch: Batch, items: readonly Item[], pauseMs = firstRetryMs): Promise<void> {
    const now = items.filter((item) => this.#goesOn(batch, item));
    if (now.length === 0) return;
    const rows = now.filter((item) => item.data !== null);
    if (rows.length === 0) {
      this.#settle(batch, now, rows, { outcomes: [], at: this.#needs.now() });
      return;
    }
    let commit: Commit;
    const begun = performance.now();
    try {
      commit = await commitUpdates(this.#needs.commits, rows.map(toCommit));
    } catch (error) {
      if (!isOutage(error)) return this.#bisect(batch, now, error);
      this.#needs.gate.down(error);
      await wait(pauseMs, undefined, { ref: false });
      await this.#dropCommitted(now);
      return this.#commit(batch, now, Math.min(pauseMs * 2, 1000));
    }
    this.#needs.gate.up();
    this.#needs.meter.committed({
      updates: rows.length,
      bytes: rows.reduce((sum, { data }) => sum + data!.length, 0),
      statementMs: performance.now() - begun,
      waitedMs: begun - Math.min(...rows.map(({ since }) => since)),
    });
    this.#settle(batch, now, rows, commit);
  }

  #goesOn(batch: Batch, item: Item): boolean {
    const prospect = batch.prospect(item);
    if (prospect === 'go') return true;
    if (prospect === 'refuse') this.#refuse(item);
    else batch.return(item, prospect);
    return false;
  }

  #refuse(item: Item): void {
    item.settled = true;
    this.#needs.released(item.data?.length ?? 0);
    const { room, seat } = item;
    room.clocks?.forgetExpected(seat.person.id);
    const why = mayWrite(room, seat.access)
      ? refusal('invalid', 'not storable')
      : whyNot(room, seat.access);
    seat.refuse(item.message, why);
  }

  /**
   * The line broke: the batch may or may not be in the log. What has arrived there is not written again.
   * An update that only deletes may be, which changes nothing.
   */
  async #dropCommitted(items: readonly Item[]): Promise<void> {
    const { gate, delivery } = this.#needs;
    for (const room of new Set(items.map((item) => item.room))) {
      await gate.untilDone(() => delivery.pull(room));
    }
    for (const item of items) {
      if (item.data === null || item.ends.length === 0) continue;
      const { clocks } = item.room;
      if (clocks && item.ends.every(({ client, end }) => clocks.committed(client) >= end)) {
        this.#needs.released(item.data.length);
        item.data = null;
      }
    }
  }

  /** Something in the batch cannot be stored: the halves are tried apart until it stands alone. */
  async #bisect(batch: Batch, items: readonly Item[], error: unknown): Promise<void> {
    if (items.length === 1) {
      const item = items[0]!;
      this.#needs.log.warn({ err: error, document: item.room.id }, 'an update cannot be stored');
      batch.of(item.room).refused.add(item.seat.person.id);
      this.#refuse(item);
      return;
    }
    const middle = items.length >> 1;
    await this.#commit(batch, items.slice(0, middle));
    await this.#commit(batch, items.slice(middle));
  }

  #settle(
    batch: Batch,
    items: readonly Item[],
    rows: readonly Item[],
    { outcomes: results, at }: Commit,
  ): void {
    const entries = new Map<Room, LogEntry[]>();
    for (const [i, item] of rows.entries()) {
      const result = results[i]!;
      if (result.outcome !== 'committed') {
        batch.of(item.room).why = result.outcome;
        continue;
      }
      for (const { client, end } of item.ends) item.room.clocks?.commit(client, end);
      item.room.bytes += item.data!.length;
      const entry = { seq: result.seq, data: item.data!, seat: item.seat };
      const list = entries.get(item.room);
      if (list) list.push(entry);
      else entries.set(item.room, [entry]);
    }
    if (entries.size > 0) this.#needs.wrote(entries, at);
    for (const [room, list] of entries) this.#needs.delivery.arrived(room, list);
    for (const item of items) {
      const { why } = batch.of(item.room);
      if (why) {
        batch.return(item, why);
        continue;
      }
      this.#needs.released(item.data?.length ?? 0);
      item.settled = true;
      item.seat.settled(item.message, at);
    }
  }

  /** Opens a room for its next updates, at once or when what stands in the way is gone. */
  #giveBack(room: Room, { returned, why, refused }: RoomOutcome): void {
    room.inFlight = [];
    room.queue = [...returned, ...room.queue];
    if (refused.size > 0) {
      room.refuseQueued(
        (seat) => refused.has(seat.person.id),
        (item) => this.#refuse({ ...item, room, settled: false }),
      );
    }
    if (why === null) {
      this.#reopen(room);
      return;
    }
    room.state = 'held';
    this.#held += 1;
    const free = () => {
      this.#held -= 1;
      this.#reopen(room);
      this.#rest();
    };
    if (why === 'locked') setTimeout(free, lockedPauseMs * (0.5 + Math.random()));
    else this.#needs.refreshRights(room).then(free, free);
  }

  #reopen(room: Room): void {
    room.state = 'open';
    if (room.queue.length > 0) this.#offer(room);
    else this.#waiting.delete(room);
  }
}
