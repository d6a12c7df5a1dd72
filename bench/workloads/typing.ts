import { mustConverge } from './must-converge.ts';
import { loadFigures, loadOf, mustBeWhole, observe, perCpuSecond } from './observe.ts';
import { planRooms } from './rooms.ts';
import type { Workload } from './workload.ts';

const rooms = 20;
const people = 5;
const charactersPerSecond = 10;

export const typing: Workload = {
  id: 'typing',
  title: 'Typing: 20 rooms of 5 people',
  does: `${rooms} rooms of ${people} people, each typing ${charactersPerSecond} characters a second, one update a character, at times of their own (Poisson).`,
  quick: true,
  figures: [
    {
      key: 'p50',
      label: 'latency p50',
      unit: 'ms',
      better: 'less',
      bias: 'From the scheduled time to the other person, on one machine without a network: a real line adds the same to everybody, so the ratios here are larger than people would feel.',
    },
    {
      key: 'p99',
      label: 'latency p99',
      unit: 'ms',
      better: 'less',
      bias: 'For a server that stores first it has a disk write inside, on this disk; the others have told people of edits that a crash takes back.',
    },
    {
      key: 'saved',
      label: 'told "saved" p99',
      unit: 'ms',
      better: 'less',
      bias: 'Means "on disk" for Samspel and "in memory" for Hocuspocus; y-websocket and the relay never say it.',
    },
    {
      key: 'hubMicros',
      label: 'hub CPU per update',
      unit: 'µs',
      better: 'less',
      bias: 'At this low rate much of it is waking up; the kernel counts in steps of 10 ms, which is under 2 % of the window.',
    },
    {
      key: 'allMicros',
      label: 'hub + PostgreSQL CPU per update',
      unit: 'µs',
      better: 'less',
      bias: "Samspel's worker, which compacts meanwhile in a process of its own, is counted in; PostgreSQL's background work (checkpoints, vacuum) counts for whoever is measured at that moment.",
    },
    {
      key: 'perCpu',
      label: 'deliveries per hub CPU second',
      unit: '/s',
      better: 'more',
      bias: 'Each edit counts once per other person however the server packs it.',
    },
    ...loadFigures,
  ],
  fits: () => true,
  async measure(running, stage) {
    await stage.fleet.open({
      server: running.server,
      rooms: planRooms('typing', stage.repetition, rooms, people),
      seedLength: 0,
      atOnce: 50,
    });
    const seen = await observe(running, stage, {
      rates: { edits: charactersPerSecond, cursors: 0 },
      // Hocuspocus stores ten seconds after the first edit, and then every ten: that belongs into the window.
      warmupMs: stage.quick ? 1500 : 3000,
      windowMs: stage.check ? 4000 : stage.quick ? 9000 : 20_000,
    });
    mustBeWhole(seen, 'typing');
    await mustConverge(running, stage);
    await stage.fleet.close();
    const updates = seen.deliveries / (people - 1);
    return {
      p50: seen.latency.percentile(0.5),
      p99: seen.latency.percentile(0.99),
      saved: seen.saved.percentile(0.99),
      hubMicros: (seen.hubCpuMs * 1000) / updates,
      allMicros: ((seen.hubCpuMs + seen.behindCpuMs) * 1000) / updates,
      perCpu: perCpuSecond(seen, seen.hubCpuMs),
      ...loadOf(seen),
    };
  },
};
