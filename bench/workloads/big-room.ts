import { mustConverge } from './must-converge.ts';
import { loadFigures, loadOf, mustBeWhole, observe, perCpuSecond } from './observe.ts';
import { planRooms } from './rooms.ts';
import type { Workload } from './workload.ts';

const people = 100;
const editsEach = 1;
const cursorsEach = 2;

export const bigRoom: Workload = {
  id: 'big-room',
  title: 'One room of 100 people with cursors',
  does: `${people} people in one document; each types ${editsEach} character and moves the cursor ${cursorsEach} times a second.`,
  quick: false,
  figures: [
    {
      key: 'perCpu',
      label: 'deliveries per hub CPU second',
      unit: '/s',
      better: 'more',
      bias: 'Edits and cursors that people were shown; where a server puts two movements of one cursor together only the last counts, so putting together is not rewarded.',
    },
    {
      key: 'allPerCpu',
      label: 'deliveries per hub + PostgreSQL CPU second',
      unit: '/s',
      better: 'more',
      bias: "Cursors are not stored by anybody: PostgreSQL pays for the typing alone. Samspel's worker is counted in.",
    },
    {
      key: 'p50',
      label: 'edit latency p50',
      unit: 'ms',
      better: 'less',
      bias: 'One machine without a network.',
    },
    {
      key: 'p99',
      label: 'edit latency p99',
      unit: 'ms',
      better: 'less',
      bias: 'Each edit has 99 readers: the last of them waits for 98 writes to other sockets.',
    },
    {
      key: 'cursorP99',
      label: 'cursor latency p99',
      unit: 'ms',
      better: 'less',
      bias: 'Samspel holds cursors back for up to 40 ms to put those of several people together; nobody sees that, but it is in this figure.',
    },
    ...loadFigures,
  ],
  fits: () => true,
  async measure(running, stage) {
    await stage.fleet.open({
      server: running.server,
      rooms: planRooms('big-room', stage.repetition, 1, people),
      seedLength: 0,
      atOnce: 20,
    });
    const seen = await observe(running, stage, {
      rates: { edits: editsEach, cursors: cursorsEach },
      warmupMs: stage.quick ? 1000 : 3000,
      windowMs: stage.quick ? 4000 : 12_000,
    });
    mustBeWhole(seen, 'big room');
    await mustConverge(running, stage);
    await stage.fleet.close();
    return {
      perCpu: perCpuSecond(seen, seen.hubCpuMs),
      allPerCpu: perCpuSecond(seen, seen.hubCpuMs + seen.behindCpuMs),
      p50: seen.latency.percentile(0.5),
      p99: seen.latency.percentile(0.99),
      cursorP99: seen.cursorLatency.percentile(0.99),
      ...loadOf(seen),
    };
  },
};
