import { setTimeout as wait } from 'node:timers/promises';
import { treeMemory } from '../machine/processes.ts';
import { planRooms } from './rooms.ts';
import type { Workload } from './workload.ts';

const warmRooms = 100;
const characters = 19_000;

export const manyDocuments: Workload = {
  id: 'many-documents',
  title: 'Many documents: 2,000 open rooms',
  does: `2,000 people, each with a socket and a document of their own into which ${characters} characters are written; then nobody does anything.`,
  quick: false,
  figures: [
    {
      key: 'perRoom',
      label: 'memory per room with its socket',
      unit: 'kB',
      better: 'less',
      bias: "Growth of the hub's resident memory over 2,000 rooms after the stores have settled: what the garbage collector has not given back counts; PostgreSQL's memory is left out.",
    },
    {
      key: 'openMs',
      label: 'opened in',
      unit: 's',
      better: 'less',
      bias: 'Fifty at a time: a server that asks its database for each is slower here.',
    },
  ],
  fits: () => true,
  async measure(running, stage) {
    const count = stage.quick ? 300 : 2000;
    const { fleet, repetition, quick } = stage;
    if (quick) stage.note('rooms', `a short run: ${count} rooms`);
    const open = (what: string, rooms: number) =>
      fleet.open({
        server: running.server,
        rooms: planRooms(what, repetition, rooms, 1),
        seedLength: characters,
        atOnce: 50,
      });
    // The first rooms also pay for compiled code and pools, which no further room does.
    await open('warm', warmRooms);
    await wait(1000);
    const before = treeMemory(running.pid).now;
    const { allMs } = await open('many', count);
    // Hocuspocus stores two seconds after the last edit, and needs a moment for all of them.
    await wait(quick ? 4000 : 12_000);
    const after = treeMemory(running.pid).now;
    await fleet.close();
    return { perRoom: (after - before) / count / 1000, openMs: allMs / 1000 };
  },
};
