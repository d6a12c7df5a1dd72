import type { RunningSubject } from '../subjects/subject.ts';
import { loadFigures, loadOf, type Observation, observe, perCpuSecond } from './observe.ts';
import { planRooms } from './rooms.ts';
import type { Stage, Workload } from './workload.ts';

const rooms = 50;
const people = 4;
const limitMs = 200;
const firstRate = 16_000;
const refinements = 3;

export const saturation: Workload = {
  id: 'saturation',
  title: 'Saturation: 50 rooms of 4 people',
  does: `${rooms} rooms of ${people} people typing; the rate is doubled from ${firstRate} deliveries a second until p99 exceeds ${limitMs} ms or deliveries fall behind, then narrowed ${refinements} times; the last rate that held is the result.`,
  quick: false,
  figures: [
    {
      key: 'most',
      label: `most deliveries with p99 <= ${limitMs} ms`,
      unit: '/s',
      better: 'more',
      bias: 'Found in steps of 9 %; where the load itself needed more than 85 % of its core the server could do more than is shown.',
    },
    {
      key: 'hubPerCpu',
      label: 'deliveries per hub CPU second',
      unit: '/s',
      better: 'more',
      bias: 'Each server at its own highest rate: a higher rate lets a server that batches do better, which is what it is for.',
    },
    {
      key: 'allPerCpu',
      label: 'deliveries per hub + PostgreSQL CPU second',
      unit: '/s',
      better: 'more',
      bias: "Samspel's worker is counted in; Hocuspocus writes each document every 2 to 10 s, which falls into the window in part only.",
    },
    {
      key: 'p99',
      label: 'latency p99 at that rate',
      unit: 'ms',
      better: 'less',
      bias: 'At different rates for different servers: not to be compared alone.',
      ratio: false,
    },
    ...loadFigures,
  ],
  fits: () => true,
  async measure(running, stage) {
    const { best, rate } = await search(running, stage);
    return {
      most: rate,
      hubPerCpu: perCpuSecond(best, best.hubCpuMs),
      allPerCpu: perCpuSecond(best, best.hubCpuMs + best.behindCpuMs),
      p99: best.latency.percentile(0.99),
      ...loadOf(best),
    };
  },
};

/** Doubles until it does not hold, then halves the interval (by factors: rates are compared as ratios). */
async function search(running: RunningSubject, stage: Stage) {
  let held: { best: Observation; rate: number } | null = null;
  let failed = Number.POSITIVE_INFINITY;
  let left = refinements;
  for (let rate = firstRate; ; ) {
    const seen = await attempt(running, stage, rate);
    const holds = isHeld(seen, rate);
    const p99 = seen.latency.percentile(0.99).toFixed(1);
    stage.say(`  ${rate} deliveries/s: p99 ${p99} ms, ${holds ? 'held' : 'not held'}`);
    if (holds) held = { best: seen, rate: (seen.deliveries / seen.windowMs) * 1000 };
    else failed = rate;
    if (failed === Number.POSITIVE_INFINITY) rate *= 2;
    else if (left-- === 0) break;
    else if (held) rate = Math.round(Math.sqrt(held.rate * failed));
    else rate = Math.round(rate / 2);
  }
  if (!held) throw new Error(`not even ${firstRate} deliveries a second held`);
  return held;
}

/** On fresh rooms: what a failed attempt left in queues is no burden of the next. */
async function attempt(running: RunningSubject, stage: Stage, rate: number): Promise<Observation> {
  await stage.fleet.open({
    server: running.server,
    rooms: planRooms(`saturation-${rate}`, stage.repetition, rooms, people),
    seedLength: 0,
    atOnce: 50,
  });
  const seen = await observe(running, stage, {
    rates: { edits: rate / (people - 1) / (rooms * people), cursors: 0 },
    warmupMs: 1000,
    windowMs: stage.quick ? 1500 : 4000,
    drainMs: 10_000,
  });
  await stage.fleet.close();
  return seen;
}

function isHeld(
  { latency, deliveries, windowMs, missing, closedSockets }: Observation,
  rate: number,
) {
  const keptUp = deliveries >= 0.95 * rate * (windowMs / 1000);
  return keptUp && missing === 0 && closedSockets === 0 && latency.percentile(0.99) <= limitMs;
}
