import type { Limits } from '../../protocol/limits.ts';
import type { DocumentToCommit } from '../../store/commit-updates.ts';
import { type LogEntry, mayWrite, type QueuedUpdate, type Room } from '../room/room.ts';
import type { Refusal } from '../room/seat.ts';
import { behindRefused } from './admit-update.ts';

/** What a batch brings to one document. */
export interface Portion {
  room: Room;
  /** In their order, all with data. */
  items: QueuedUpdate[];
}

/** By document; updates of a document stand beside each other. */
export function portionsOf(items: readonly QueuedUpdate[]): Portion[] {
  const portions: Portion[] = [];
  for (const item of items) {
    if (item.data === null) continue;
    const { room } = item.seat;
    const last = portions.at(-1);
    if (last?.room === room) last.items.push(item);
    else portions.push({ room, items: [item] });
  }
  return portions;
}

/** Under the epoch at which the right to write was judged last. */
export const toCommit = ({ room, items }: Portion): DocumentToCommit => ({
  docId: room.id,
  epoch: room.epoch,
  updates: items.map(({ seat: { person }, data }) => ({
    actorId: person.anonymous ? null : person.id,
    data: data!,
  })),
});

/** What was committed, by its numbers; the room knows of it from now on. */
export function stored({ room, items }: Portion, head: number): LogEntry[] {
  const first = head - items.length + 1;
  return items.map(({ seat, data, ends }, i) => {
    for (const { client, end } of ends) room.clocks?.commit(client, end);
    room.bytes += data!.length;
    return { seq: first + i, data: data!, seat };
  });
}

/** What a statement that began then carries, and how long the oldest of it had waited. */
export function sizeOf(portions: readonly Portion[], begun: number) {
  let updates = 0;
  let bytes = 0;
  let oldest = begun;
  for (const { items } of portions) {
    updates += items.length;
    for (const { data, since } of items) {
      bytes += data!.length;
      if (since < oldest) oldest = since;
    }
  }
  return { updates, bytes, waitedMs: begun - oldest };
}

type Returned = 'locked' | 'stale';

/** What came of a room's part of a batch. */
export interface RoomOutcome {
  /** To be tried again, in their order. */
  returned: QueuedUpdate[];
  why: Returned | null;
  /** Persons one of whose updates was refused, and what is said of theirs that follows: it builds on it. */
  refused: Map<string, Refusal>;
}

/** Updates of many rooms on their way into the log together, and what comes of them. */
export class Batch {
  readonly items: QueuedUpdate[] = [];
  readonly outcomes = new Map<Room, RoomOutcome>();

  /** Takes what waits in the rooms, as much as one statement may carry; their order is kept. */
  constructor(ready: Set<Room>, { batchRows, batchBytes }: Limits) {
    let bytes = 0;
    const full = () => this.items.length >= batchRows || bytes >= batchBytes;
    for (const room of ready) {
      if (full()) break;
      ready.delete(room);
      if (room.queue.length === 0) continue;
      let count = 0;
      for (const item of room.queue) {
        if (full()) break;
        item.settled = false;
        this.items.push(item);
        bytes += item.data?.length ?? 0;
        count += 1;
      }
      room.inFlight = count === room.queue.length ? room.queue : room.queue.slice(0, count);
      room.queue = room.queue.slice(count);
      room.state = 'committing';
      this.outcomes.set(room, { returned: [], why: null, refused: new Map() });
    }
  }

  of(room: Room): RoomOutcome {
    return this.outcomes.get(room)!;
  }

  /**
   * Whether an item may go on. Not so behind an earlier part of the same batch that has to be tried
   * again, or when the right to write ended while it waited for another try: the database compares
   * epochs alone, and the room's may have moved since the update was admitted.
   */
  prospect({ seat, data }: QueuedUpdate): 'go' | 'refuse' | Returned {
    const outcome = this.of(seat.room);
    const { id } = seat.person;
    if (data !== null && !mayWrite(seat.room, seat.access)) outcome.refused.set(id, behindRefused);
    if (outcome.refused.has(id)) return 'refuse';
    return outcome.why ?? 'go';
  }

  return(item: QueuedUpdate, why: Returned): void {
    const outcome = this.of(item.seat.room);
    outcome.why = why;
    item.settled = true;
    outcome.returned.push(item);
  }
}
