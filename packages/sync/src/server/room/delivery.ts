import { scanUpdate } from '../../protocol/scan-update.ts';
import { readWholeLog } from '../../store/log.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import type { ClientClocks } from '../commit/client-clocks.ts';
import type { HubLog } from '../hub-log.ts';
import type { LogEntry, Room } from './room.ts';

/** Passes what is in the log on to a room's readers, in the order of the log and without a gap. */
export class Delivery {
  readonly #reads: SqlPool;
  readonly #log: HubLog;

  constructor(reads: SqlPool, log: HubLog) {
    this.#reads = reads;
    this.#log = log;
  }

  /** What this hub has just committed. If somebody else wrote in between, the log is read instead. */
  committed(room: Room, entries: LogEntry[]): void {
    if (room.pulling === null && entries[0]!.seq === room.delivered + 1) pass(room, entries);
    else void this.pull(room).catch((error) => this.#log.warn({ err: error }, 'log not read'));
  }

  /** Reads and passes on what is in the log after what was passed on. */
  pull(room: Room): Promise<void> {
    if (room.pulling) {
      room.pullAgain = true;
      return room.pulling;
    }
    room.pulling = this.#pull(room).finally(() => {
      room.pulling = null;
    });
    return room.pulling;
  }

  async #pull(room: Room): Promise<void> {
    do {
      room.pullAgain = false;
      for await (const piece of readWholeLog(this.#reads, room.id, room.delivered)) {
        const first = piece.to - piece.updates.length + 1;
        const entries = piece.updates.map((data, i) => ({ seq: first + i, data, seat: null }));
        if (room.clocks) for (const { data } of entries) learn(room.clocks, data);
        pass(room, entries);
      }
    } while (room.pullAgain);
  }
}

/** What is in the log was admitted once; here only its clocks matter. */
export function learn(clocks: ClientClocks, data: Uint8Array): void {
  for (const { client, end } of scanUpdate(data).ranges) clocks.commit(client, end);
}

function pass(room: Room, entries: LogEntry[]): void {
  const from = room.delivered;
  const to = entries.at(-1)!.seq;
  room.delivered = to;
  const senders = new Set(entries.map((entry) => entry.seat));
  const shared = new Map<string, unknown>();
  for (const seat of room.seats) {
    if (!seat.live || seat.sentSeq >= to) continue;
    if (seat.sentSeq !== from || senders.has(seat)) {
      // Nobody gets back what they sent.
      const rest = entries.filter((entry) => entry.seat !== seat && entry.seq > seat.sentSeq);
      const updates = rest.map((entry) => entry.data);
      if (updates.length > 0) seat.voice.updates(seat.sentSeq, to, updates);
    } else {
      seat.voice.sharedUpdates(from, to, entries, shared);
    }
    seat.sentSeq = to;
  }
}
