import { setTimeout as wait } from 'node:timers/promises';
import type { Limits } from '../protocol/limits.ts';
import { type Commit, commitUpdates } from '../store/commit-updates.ts';
import type { SqlPool } from '../store/sql-pool.ts';
import { refusal } from './admit-update.ts';
import { type DatabaseGate, isOutage, Stopped } from './database-gate.ts';
import type { Delivery } from './delivery.ts';
import type { HubLog } from './hub-log.ts';
import { whyNot } from './rights-watch.ts';
import { type LogEntry, mayWrite, type QueuedUpdate, type Room } from './room.ts';

interface Item extends QueuedUpdate {
  room: Room;
  /** Acknowledged, refused or put aside. */
  settled: boolean;
}

/** What came of a room's part of a batch. */
interface RoomOutcome {
  /** To be tried again, in their order. */
  returned: QueuedUpdate[];
  why: 'locked' | 'stale' | null;
  /** Persons one of whose updates the database refused: what follows of theirs builds on it. */
  refused: Set<string>;
}

export interface CommitterNeeds {
  commits: SqlPool;
  limits: Limits;
  gate: DatabaseGate;
  delivery: Delivery;
  log: HubLog;
  /** Looks at the epoch and rights of a room again; resolves when they are known. */
  refreshRights(room: Room): Promise<void>;
  /** Database time, ms. */
  now(): number;
  /** Something of these rooms is in the log. */
  wrote(rooms: Iterable<Room>): void;
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
  readonly #idle: (() => void)[] = [];
  #running = 0;
  #held = 0;
  #scheduled = false;
  #lastStart = Number.NEGATIVE_INFINITY;

  constructor(needs: CommitterNeeds) {
    this.#needs = needs;
  }

  enqueue(room: Room, item: QueuedUpdate): void {
    room.queue.push(item);
    if (room.state === 'open') this.#offer(room);
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
    const pause = this.#lastStart + this.#needs.limits.commitIntervalMs - performance.now();
    const start = () => {
      this.#scheduled = false;
      void this.#commitTick();
    };
    if (pause <= 0.5) setImmediate(start);
    else setTimeout(start, pause);
  }

  async #commitTick(): Promise<void> {
    const { items, outcomes } = this.#take();
    if (items.length === 0) return this.#rest();
    this.#lastStart = performance.now();
    this.#running += 1;
    this.#schedule();
    try {
      await this.#commit(items, outcomes);
    } catch (error) {
      if (!(error instanceof Stopped)) {
        this.#needs.log.warn({ err: error }, 'a commit ended in an unforeseen way');
      }
      for (const item of items) if (!item.settled) this.#return(item, outcomes, 'stale');
    } finally {
      this.#running -= 1;
      for (const [room, outcome] of outcomes) this.#giveBack(room, outcome);
      this.#schedule();
      this.#rest();
    }
  }

  #rest(): void {
    if (this.#isIdle()) for (const resolve of this.#idle.splice(0)) resolve();
  }

  #take(): { items: Item[]; outcomes: Map<Room, RoomOutcome> } {
    const { batchRows, batchBytes } = this.#needs.limits;
    const items: Item[] = [];
    const outcomes = new Map<Room, RoomOutcome>();
    let bytes = 0;
    for (const room of this.#ready) {
      if (items.length >= batchRows || bytes >= batchBytes) break;
      this.#ready.delete(room);
      if (room.queue.length === 0) continue;
      let count = 0;
      for (const item of room.queue) {
        if (items.length >= batchRows || bytes >= batchBytes) break;
        items.push({ ...item, room, settled: false });
        bytes += item.data?.length ?? 0;
        count += 1;
      }
      room.inFlight = room.queue.slice(0, count);
      room.queue = room.queue.slice(count);
      room.state = 'committing';
      outcomes.set(room, { returned: [], why: null, refused: new Set() });
    }
    return { items, outcomes };
  }

  async #commit(
    items: Item[],
    outcomes: Map<Room, RoomOutcome>,
    pauseMs = firstRetryMs,
  ): Promise<void> {
    const now = items.filter((item) => !this.#setAside(item, outcomes));
    if (now.length === 0) return;
    const rows = now.filter((item) => item.data !== null);
    if (rows.length === 0) {
      this.#settle(now, rows, { outcomes: [], at: this.#needs.now() }, outcomes);
      return;
    }
    const epochs = new Map(now.map(({ room }) => [room, room.epoch]));
    let commit: Commit;
    try {
      commit = await commitUpdates(
        this.#needs.commits,
        rows.map(({ room, seat, data }) => ({
          docId: room.id,
          epoch: epochs.get(room)!,
          actorId: seat.person.anonymous ? null : seat.person.id,
          data: data!,
        })),
      );
    } catch (error) {
      if (!isOutage(error)) return this.#bisect(now, outcomes, error);
      this.#needs.gate.down(error);
      await wait(pauseMs, undefined, { ref: false });
      await this.#dropCommitted(now);
      return this.#commit(now, outcomes, Math.min(pauseMs * 2, 1000));
    }
    this.#needs.gate.up();
    this.#settle(now, rows, commit, outcomes);
  }

  /**
   * What cannot go on in its order is put aside: after an earlier part of the same batch, or because the
   * right to write ended while it waited for another try. The database compares epochs alone, and the
   * room's may have moved since the update was admitted.
   */
  #setAside(item: Item, outcomes: Map<Room, RoomOutcome>): boolean {
    const outcome = outcomes.get(item.room)!;
    const { id } = item.seat.person;
    if (item.data !== null && !mayWrite(item.room, item.seat.access)) outcome.refused.add(id);
    if (outcome.refused.has(id)) {
      this.#refuse(item);
      return true;
    }
    if (outcome.why === null) return false;
    this.#return(item, outcomes, outcome.why);
    return true;
  }

  #return(item: Item, outcomes: Map<Room, RoomOutcome>, why: 'locked' | 'stale'): void {
    const outcome = outcomes.get(item.room)!;
    outcome.why = why;
    item.settled = true;
    const { seat, message, data, ends } = item;
    outcome.returned.push({ seat, message, data, ends });
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
  async #dropCommitted(items: Item[]): Promise<void> {
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
  async #bisect(items: Item[], outcomes: Map<Room, RoomOutcome>, error: unknown): Promise<void> {
    if (items.length === 1) {
      const item = items[0]!;
      this.#needs.log.warn({ err: error, document: item.room.id }, 'an update cannot be stored');
      outcomes.get(item.room)!.refused.add(item.seat.person.id);
      this.#refuse(item);
      return;
    }
    const middle = items.length >> 1;
    await this.#commit(items.slice(0, middle), outcomes);
    await this.#commit(items.slice(middle), outcomes);
  }

  #settle(
    items: Item[],
    rows: Item[],
    { outcomes: results, at }: Commit,
    outcomes: Map<Room, RoomOutcome>,
  ): void {
    const entries = new Map<Room, LogEntry[]>();
    for (const [i, item] of rows.entries()) {
      const result = results[i]!;
      if (result.outcome !== 'committed') {
        outcomes.get(item.room)!.why = result.outcome;
        continue;
      }
      for (const { client, end } of item.ends) item.room.clocks?.commit(client, end);
      item.room.bytes += item.data!.length;
      const entry = { seq: result.seq, data: item.data!, seat: item.seat };
      const list = entries.get(item.room);
      if (list) list.push(entry);
      else entries.set(item.room, [entry]);
    }
    for (const [room, list] of entries) this.#needs.delivery.committed(room, list);
    if (entries.size > 0) this.#needs.wrote(entries.keys());
    for (const item of items) {
      const { why } = outcomes.get(item.room)!;
      if (why) {
        this.#return(item, outcomes, why);
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
  }
}
