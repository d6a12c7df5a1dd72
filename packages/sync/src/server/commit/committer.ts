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
import {
  type LogEntry,
  mayWrite,
  type NewUpdate,
  type QueuedUpdate,
  type Room,
} from '../room/room.ts';
import type { Seat } from '../room/seat.ts';
import { refusal } from './admit-update.ts';
import {
  Batch,
  type Portion,
  portionsOf,
  type RoomOutcome,
  sizeOf,
  stored,
  toCommit,
} from './batch.ts';
import { Pace } from './pace.ts';

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

const lockedPauseMs = 15;
const firstRetryMs = 20;

/** Gathers admitted updates of all rooms and commits them together, one statement per tick. */
export class Committer {
  readonly #needs: CommitterNeeds;
  readonly #pace: Pace;
  readonly #ready = new Set<Room>();
  /** Those with something in their queue or on its way. */
  readonly #waiting = new Set<Room>();
  readonly #idle: (() => void)[] = [];
  #running = 0;
  #held = 0;
  #scheduled = false;

  constructor(needs: CommitterNeeds) {
    this.#needs = needs;
    this.#pace = new Pace(needs.limits, needs.hubs);
  }

  enqueue(room: Room, { seat, message, data, ends }: NewUpdate): void {
    room.queue.push({ seat, message, data, ends, since: performance.now(), settled: false });
    this.#waiting.add(room);
    if (room.state === 'open') this.#offer(room);
  }

  /** Something is being committed, or will be within one window. */
  get writesSoon(): boolean {
    return this.#running > 0 || this.#scheduled;
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
    const { parallelCommits } = this.#needs.limits;
    if (this.#scheduled || this.#running >= parallelCommits || this.#ready.size === 0) return;
    this.#scheduled = true;
    const pause = this.#pace.pauseMs();
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
    this.#pace.started(batch.items.length, this.#ready.size > 0);
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

  async #commit(
    batch: Batch,
    items: readonly QueuedUpdate[],
    pauseMs = firstRetryMs,
  ): Promise<void> {
    const now = items.filter((item) => this.#goesOn(batch, item));
    if (now.length === 0) return;
    const portions = portionsOf(now);
    if (portions.length === 0) {
      this.#settle(batch, now, portions, { outcomes: [], at: this.#needs.now() });
      return;
    }
    let commit: Commit;
    const begun = performance.now();
    try {
      commit = await commitUpdates(this.#needs.commits, portions.map(toCommit));
    } catch (error) {
      if (!isOutage(error)) return this.#bisect(batch, now, error);
      this.#needs.gate.down(error);
      await wait(pauseMs, undefined, { ref: false });
      await this.#dropCommitted(now);
      return this.#commit(batch, now, Math.min(pauseMs * 2, 1000));
    }
    this.#needs.gate.up();
    const statementMs = performance.now() - begun;
    this.#needs.meter.committed({ ...sizeOf(portions, begun), statementMs });
    this.#settle(batch, now, portions, commit);
  }

  #goesOn(batch: Batch, item: QueuedUpdate): boolean {
    const prospect = batch.prospect(item);
    if (prospect === 'go') return true;
    if (prospect === 'refuse') this.#refuse(item, batch.of(item.seat.room));
    else batch.return(item, prospect);
    return false;
  }

  #refuse(item: QueuedUpdate, { refused }: RoomOutcome): void {
    item.settled = true;
    this.#needs.released(item.data?.length ?? 0);
    const { seat } = item;
    const { room } = seat;
    const { id } = seat.person;
    room.clocks?.forgetExpected(id);
    seat.refuse(item.message, mayWrite(room, seat.access) ? refused.get(id)! : whyNot(seat));
  }

  /**
   * The line broke: the batch may or may not be in the log. What has arrived there is not written again.
   * An update that only deletes may be, which changes nothing.
   */
  async #dropCommitted(items: readonly QueuedUpdate[]): Promise<void> {
    const { gate, delivery } = this.#needs;
    for (const room of new Set(items.map((item) => item.seat.room))) {
      await gate.untilDone(() => delivery.pull(room));
    }
    for (const item of items) {
      if (item.data === null || item.ends.length === 0) continue;
      const { clocks } = item.seat.room;
      if (clocks && item.ends.every(({ client, end }) => clocks.committed(client) >= end)) {
        this.#needs.released(item.data.length);
        item.data = null;
      }
    }
  }

  /** Something in the batch cannot be stored: the halves are tried apart until it stands alone. */
  async #bisect(batch: Batch, items: readonly QueuedUpdate[], error: unknown): Promise<void> {
    if (items.length === 1) {
      const item = items[0]!;
      this.#needs.log.warn(
        { err: error, document: item.seat.room.id },
        'an update cannot be stored',
      );
      const outcome = batch.of(item.seat.room);
      outcome.refused.set(item.seat.person.id, refusal('invalid', 'not storable'));
      this.#refuse(item, outcome);
      return;
    }
    const middle = items.length >> 1;
    await this.#commit(batch, items.slice(0, middle));
    await this.#commit(batch, items.slice(middle));
  }

  #settle(
    batch: Batch,
    items: readonly QueuedUpdate[],
    portions: readonly Portion[],
    { outcomes, at }: Commit,
  ): void {
    const entries = new Map<Room, LogEntry[]>();
    for (const [i, portion] of portions.entries()) {
      const result = outcomes[i]!;
      if (result.outcome === 'committed') {
        entries.set(portion.room, stored(portion, result.head));
      } else batch.of(portion.room).why = result.outcome;
    }
    if (entries.size > 0) this.#needs.wrote(entries, at);
    for (const [room, list] of entries) this.#needs.delivery.arrived(room, list);
    const seats = new Set<Seat>();
    let released = 0;
    for (const item of items) {
      const { why } = batch.of(item.seat.room);
      if (why) {
        batch.return(item, why);
        continue;
      }
      released += item.data?.length ?? 0;
      item.settled = true;
      item.seat.settled(item.message);
      seats.add(item.seat);
    }
    this.#needs.released(released);
    for (const seat of seats) seat.acknowledge(at);
  }

  /** Opens a room for its next updates, at once or when what stands in the way is gone. */
  #giveBack(room: Room, outcome: RoomOutcome): void {
    const { returned, why, refused } = outcome;
    room.inFlight = [];
    room.queue = [...returned, ...room.queue];
    if (refused.size > 0) {
      room.refuseQueued(
        (seat) => refused.has(seat.person.id),
        (item) => this.#refuse(item, outcome),
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
