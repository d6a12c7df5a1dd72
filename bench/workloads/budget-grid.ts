import { mustConverge } from './must-converge.ts';
import { loadFigures, loadOf, mustBeWhole, observe, perCpuSecond } from './observe.ts';
import { planRooms } from './rooms.ts';
import type { Workload } from './workload.ts';

const grids = 10;
const people = 8;
const editsEach = 2;
const cells = 120;

export const budgetGrid: Workload = {
  id: 'budget-grid',
  title: 'Budget grids: 10 of 8 people',
  does: `${grids} grids of ${cells} cells; each of ${people} people fills in ${editsEach} cells a second, over and over, often a cell that another has just filled in.`,
  quick: false,
  figures: [
    {
      key: 'p50',
      label: 'latency p50',
      unit: 'ms',
      better: 'less',
      bias: 'One machine without a network.',
    },
    {
      key: 'p99',
      label: 'latency p99',
      unit: 'ms',
      better: 'less',
      bias: 'Few edits: single pauses of the machine show.',
    },
    {
      key: 'hubMicros',
      label: 'hub CPU per edit',
      unit: 'µs',
      better: 'less',
      bias: 'People here write without having seen the others: there is more to be merged than in real life, which burdens servers that hold the document.',
    },
    {
      key: 'perCpu',
      label: 'deliveries per hub CPU second',
      unit: '/s',
      better: 'more',
      bias: 'At a rate of 160 edits a second waking up is most of the cost.',
    },
    ...loadFigures,
  ],
  fits: () => true,
  async measure(running, stage) {
    await stage.fleet.open({
      server: running.server,
      rooms: planRooms('budget', stage.repetition, grids, people),
      seedLength: 0,
      atOnce: 50,
    });
    const seen = await observe(running, stage, {
      rates: { edits: editsEach, cursors: 0 },
      warmupMs: stage.quick ? 1000 : 3000,
      windowMs: stage.quick ? 4000 : 12_000,
      cells,
    });
    mustBeWhole(seen, 'budget grid');
    await mustConverge(running, stage);
    await stage.fleet.close();
    return {
      p50: seen.latency.percentile(0.5),
      p99: seen.latency.percentile(0.99),
      hubMicros: (seen.hubCpuMs * 1000) / (seen.deliveries / (people - 1)),
      perCpu: perCpuSecond(seen, seen.hubCpuMs),
      ...loadOf(seen),
    };
  },
};
