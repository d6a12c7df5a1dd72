import { setTimeout as wait } from 'node:timers/promises';
import { treeCpuMs } from '../machine/processes.ts';
import { planRooms } from './rooms.ts';
import type { Workload } from './workload.ts';

const rooms = 50;
const people = 10;
const characters = 19_000;

export const reconnectStorm: Workload = {
  id: 'reconnect-storm',
  title: 'Reconnect storm: 500 clients at once',
  does: `${rooms} documents of ${characters} characters; the server is started anew (one without a store goes on, with the documents in memory), and ${rooms * people} clients open their document at the same moment with nothing in hand.`,
  quick: false,
  figures: [
    {
      key: 'p50',
      label: 'document there, p50',
      unit: 'ms',
      better: 'less',
      bias: 'All come in one millisecond, as no network would let them; the clients of Samspel come back with jitter.',
    },
    {
      key: 'p99',
      label: 'document there, p99',
      unit: 'ms',
      better: 'less',
      bias: 'Servers without a store have everything in memory and were not started anew, which is easier.',
    },
    {
      key: 'cpuMs',
      label: 'hub CPU for all',
      unit: 'ms',
      better: 'less',
      bias: 'Contains the first compilation of code that runs hot for the first time, except for servers that were not started anew.',
    },
  ],
  fits: (subject) => subject.documents,
  async measure(running, stage) {
    const { fleet, repetition } = stage;
    const seeders = planRooms('storm', repetition, rooms, 1);
    const { server } = running;
    await fleet.open({ server, rooms: seeders, seedLength: characters, atOnce: 50 });
    if (running.subject.keeps !== 'never') {
      await fleet.close();
      await running.stop();
      await running.startAgain();
      await wait(1000);
    }
    const clients = seeders.map((room) => ({
      ...room,
      clients: people,
      firstClient: room.firstClient + 100,
    }));
    const before = treeCpuMs(running.pid);
    const { opening } = await fleet.open({
      server: running.server,
      rooms: clients,
      seedLength: 0,
      atOnce: rooms * people,
    });
    const cpuMs = treeCpuMs(running.pid) - before;
    await fleet.close();
    return { p50: opening.percentile(0.5), p99: opening.percentile(0.99), cpuMs };
  },
};
