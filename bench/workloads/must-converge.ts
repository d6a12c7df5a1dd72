import type { RunningSubject } from '../subjects/subject.ts';
import type { Stage } from './workload.ts';

const sample = 3;

/** A fresh client with a real Yjs document finds all that was written; else the figures are of a broken server. */
export async function mustConverge(running: RunningSubject, { fleet }: Stage): Promise<void> {
  if (!running.subject.documents) return;
  const rooms = (await fleet.state()).slice(0, sample);
  const names = rooms.map(({ name }) => name);
  const found = await fleet.alone('fresh', {
    server: running.server,
    rooms: names,
    stay: false,
    over: 'socket',
  });
  for (const [i, { name, people }] of rooms.entries()) {
    const there = new Map(found[i]!.clocks);
    const lacking = people.filter(({ client, written }) => (there.get(client) ?? 0) !== written);
    if (lacking.length > 0) throw new Error(`${name}: not all that was written was found`);
  }
}
