import type { RoomPlan } from '../load/jobs.ts';

// Far apart in their first bits as those of Yjs, and as long.
const firstClientId = 1_000_000_000;

/** Rooms of a repetition, each with so many people whose clientIDs nobody else has. */
export function planRooms(what: string, repetition: number, count: number, people: number) {
  return Array.from(
    { length: count },
    (_, i): RoomPlan => ({
      name: `${what}-${repetition}-${i}`,
      clients: people,
      firstClient: firstClientId + i * 1000,
    }),
  );
}
