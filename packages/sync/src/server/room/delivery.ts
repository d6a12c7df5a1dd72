import type { Limits } from '../../protocol/limits.ts';
import { scanUpdate } from '../../protocol/scan-update.ts';
import { readWholeLog } from '../../store/log.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import type { ClientClocks } from '../commit/client-clocks.ts';
import type { HubLog } from '../hub-log.ts';
import type { HubMeter } from '../hub-meter.ts';
import type { LogEntry, Room } from './room.ts';
import type { Seat } from './seat.ts';

export interface DeliveryNeeds {
  reads: SqlPool;
  limits: Limits;
  log: HubLog;
  meter: HubMeter;
  /** How long what is missing may be on its way from another hub, ms; 0: nobody will send it. */
  patienceMs(): number;
  /** Whether it is too long ago that the hub knew who may read. */
  fenced(): boolean;
  /** Resolves when it knows. */
  beSure(): Promise<void>;
}

/** Passes what is in the log on to a room's readers, in the order of the log and without a gap. */
export class Delivery {
  readonly #needs: DeliveryNeeds;

  constructor(needs: DeliveryNeeds) {
    this.#needs = needs;
  }

  /**
   * A piece of the log, from this hub's commit or another hub's message. Of a message nothing is
   * believed but its numbers: known ones are dropped, and behind a gap it waits for what is missing.
   * What was committed here proves by that who may read; of others' nothing goes out behind the fence, and
   * the look that opens it finds what is missing.
   */
  arrived(room: Room, entries: readonly LogEntry[]): void {
    const next = room.delivered + 1;
    if (room.pulling === null && room.ahead.size === 0 && entries[0]?.seq === next) {
      pass(room, entries);
      room.knownHead = Math.max(room.knownHead, room.delivered);
      return;
    }
    for (const entry of entries) {
      const known = entry.seq < next || room.ahead.get(entry.seq)?.seat;
      const full = room.ahead.size >= this.#needs.limits.aheadAtMost && entry.seat === null;
      if (!known && !full) room.ahead.set(entry.seq, entry);
    }
    this.#passAhead(room);
    this.expect(room, entries.at(-1)?.seq ?? 0);
  }

  /** The log is known to go so far. */
  expect(room: Room, head: number): void {
    room.knownHead = Math.max(room.knownHead, head);
    if (room.delivered >= room.knownHead || room.pulling || room.waitingForGap) return;
    const full = room.ahead.size >= this.#needs.limits.aheadAtMost;
    const patience = full ? 0 : this.#needs.patienceMs();
    if (patience === 0) {
      this.pullSoon(room);
      return;
    }
    const { delivered } = room;
    room.waitingForGap = setTimeout(() => {
      room.waitingForGap = null;
      if (room.delivered >= room.knownHead) return;
      // Something came meanwhile: the rest gets its own time.
      if (room.delivered > delivered) this.expect(room, 0);
      else this.pullSoon(room);
    }, patience);
  }

  pullSoon(room: Room): void {
    this.pull(room).catch((error) => this.#needs.log.warn({ err: error }, 'log not read'));
  }

  /** Reads and passes on what is in the log after what was passed on. */
  pull(room: Room): Promise<void> {
    if (room.pulling) {
      room.pullAgain = true;
      return room.pulling;
    }
    room.pulling = this.#pull(room).finally(() => {
      room.pulling = null;
      this.#passAhead(room);
      this.expect(room, 0);
    });
    return room.pulling;
  }

  async #pull(room: Room): Promise<void> {
    do {
      if (this.#needs.fenced()) await this.#needs.beSure();
      this.#needs.meter.logRead();
      room.pullAgain = false;
      // All that was said to be there before this reading is read by it, or is not there.
      room.knownHead = room.delivered;
      const before = [...room.ahead.keys()];
      for await (const piece of readWholeLog(this.#needs.reads, room.id, room.delivered)) {
        const first = piece.to - piece.updates.length + 1;
        pass(
          room,
          piece.updates.map((data, i) => ({ seq: first + i, data, seat: null })),
        );
      }
      for (const seq of before) room.ahead.delete(seq);
    } while (room.pullAgain);
  }

  #passAhead(room: Room): void {
    if (room.pulling !== null || room.ahead.size === 0) return;
    const entries: LogEntry[] = [];
    for (let seq = room.delivered + 1; ; seq++) {
      const entry = room.ahead.get(seq);
      if (!entry || (entry.seat === null && this.#needs.fenced())) break;
      entries.push(entry);
    }
    if (entries.length > 0) pass(room, entries);
    for (const seq of room.ahead.keys()) if (seq <= room.delivered) room.ahead.delete(seq);
  }
}

/** What is in the log was admitted once; here only its clocks matter. */
export function learn(clocks: ClientClocks, data: Uint8Array): void {
  for (const { client, end } of scanUpdate(data).ranges) clocks.commit(client, end);
}

function pass(room: Room, entries: readonly LogEntry[]): void {
  const from = room.delivered;
  const to = entries.at(-1)!.seq;
  // What a seat here has written was learnt at its commit.
  if (room.clocks) for (const { seat, data } of entries) if (!seat) learn(room.clocks, data);
  room.delivered = to;
  const writers = new Set<Seat | null>();
  for (const { seat } of entries) writers.add(seat);
  const shared = new Map<string, unknown>();
  for (const seat of room.seats) {
    if (!seat.live || seat.sentSeq >= to) continue;
    if (seat.sentSeq === from) {
      // Nobody gets back what they sent.
      seat.voice.committed(from, to, entries, writers.has(seat) ? seat : null, shared);
    } else {
      const rest = entries.filter((entry) => entry.seat !== seat && entry.seq > seat.sentSeq);
      const updates = rest.map((entry) => entry.data);
      if (updates.length > 0) seat.voice.updates(seat.sentSeq, to, updates);
    }
    seat.sentSeq = to;
  }
}
