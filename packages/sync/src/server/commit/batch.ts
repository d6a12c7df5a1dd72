import type { Limits } from '../../protocol/limits.ts';
import type { UpdateToCommit } from '../../store/commit-updates.ts';
import { mayWrite, type QueuedUpdate, type Room } from '../room/room.ts';

export interface Item extends QueuedUpdate {
  room: Room;
  /** Acknowledged, refused or put aside. */
  settled: boolean;
}

/** Under the epoch at which the right to write was judged last. */
export const toCommit = ({ room, seat, data }: Item): UpdateToCommit => ({
  docId: room.id,
  epoch: room.epoch,
  actorId: seat.person.anonymous ? null : seat.person.id,
  data: data!,
});

type Returned = 'locked' | 'stale';

/** What came of a room's part of a batch. */
export interface RoomOutcome {
  /** To be tried again, in their order. */
  returned: QueuedUpdate[];
  why: Returned | null;
  /** Persons one of whose updates the database refused: what follows of theirs builds on it. */
  refused: Set<string>;
}

/** Updates of many rooms on their way into the log together, and what comes of them. */
export class Batch {
  readonly items: Item[] = [];
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
        this.items.push({ ...item, room, settled: false });
        bytes += item.data?.length ?? 0;
        count += 1;
      }
      room.inFlight = room.queue.slice(0, count);
      room.queue = room.queue.slice(count);
      room.state = 'committing';
      this.outcomes.set(room, { returned: [], why: null, refused: new Set() });
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
  prospect(item: Item): 'go' | 'refuse' | Returned {
    const outcome = this.of(item.room);
    const { id } = item.seat.person;
    if (item.data !== null && !mayWrite(item.room, item.seat.access)) outcome.refused.add(id);
    if (outcome.refused.has(id)) return 'refuse';
    return outcome.why ?? 'go';
  }

  return(item: Item, why: Returned): void {
    const outcome = this.of(item.room);
    outcome.why = why;
    item.settled = true;
    const { seat, message, data, ends, since } = item;
    outcome.returned.push({ seat, message, data, ends, since });
  }
}
