import type { RunningSubject, SubjectId } from '../subjects/subject.ts';
import { loadFigures, loadOf, type Observation, observe, perCpuSecond } from './observe.ts';
import { planRooms } from './rooms.ts';
import type { Stage, Workload } from './workload.ts';

const rooms = 50;
const people = 4;
const limitMs = 200;
const firstRate = 16_000;
const refinements = 3;
const leastRate = 1000;

interface Held {
  best: Observation;
  asked: number;
}

/** What was found last of each server, in this run. */
const found = new Map<SubjectId, number>();

export const saturation: Workload = {
  id: 'saturation',
  title: 'Saturation: 50 rooms of 4 people',
  does: `${rooms} rooms of ${people} people typing; the rate is doubled from ${firstRate} deliveries a second until p99 exceeds ${limitMs} ms or deliveries fall behind, then narrowed ${refinements} times; the highest rate that held is the result. An attempt in which the load itself was late is made again, up to three times.`,
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
    const { best } = await search(running, stage);
    return {
      most: (best.deliveries / best.windowMs) * 1000,
      hubPerCpu: perCpuSecond(best, best.hubCpuMs),
      allPerCpu: perCpuSecond(best, best.hubCpuMs + best.behindCpuMs),
      p99: best.latency.percentile(0.99),
      ...loadOf(best),
    };
  },
};

/** The highest rate that held: as it was found before in this run, or looked for now. */
export async function heldRate(running: RunningSubject, stage: Stage): Promise<number> {
  return found.get(running.subject.id) ?? (await search(running, stage)).asked;
}

/** Doubles until it does not hold, then halves the interval (by factors: rates are compared as ratios). */
async function search(running: RunningSubject, stage: Stage): Promise<Held> {
  let held: Held | null = null;
  let failed = Number.POSITIVE_INFINITY;
  let left = stage.check ? 1 : refinements;
  for (let rate = firstRate; rate >= leastRate; ) {
    const seen = await attemptUndisturbed(running, stage, rate);
    if (isHeld(seen, rate)) held = { best: seen, asked: rate };
    else failed = rate;
    if (failed === Number.POSITIVE_INFINITY) rate *= 2;
    else if (!held) rate /= 2;
    else if (left-- === 0) break;
    else rate = Math.round(Math.sqrt(held.asked * failed));
  }
  if (!held) throw new Error(`not even ${leastRate} deliveries a second held`);
  found.set(running.subject.id, held.asked);
  return held;
}

/** When the load itself was late, it or the machine was the bottleneck: that says nothing against the server. */
async function attemptUndisturbed(running: RunningSubject, stage: Stage, rate: number) {
  for (let tries = 1; ; tries++) {
    const seen = await attempt(running, stage, rate, tries);
    const holds = isHeld(seen, rate);
    const late = seen.lateness.percentile(0.99);
    const p99 = seen.latency.percentile(0.99);
    stage.say(
      `  ${rate} deliveries/s: p99 ${p99.toFixed(1)} ms, ${holds ? 'held' : 'not held'}` +
        ` (load late by ${late.toFixed(1)} ms)`,
    );
    if (holds || late < limitMs / 4 || tries === 3) return seen;
  }
}

/** On fresh rooms: what a failed attempt left in queues is no burden of the next. */
async function attempt(
  running: RunningSubject,
  stage: Stage,
  rate: number,
  tries: number,
): Promise<Observation> {
  await stage.fleet.open({
    server: running.server,
    rooms: planRooms(`saturation-${rate}-${tries}`, stage.repetition, rooms, people),
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
  if (!seen.drained) {
    // What it still has to do would be counted against the next attempt.
    await running.stop();
    await running.startAgain();
  }
  return seen;
}

function isHeld(
  { latency, deliveries, windowMs, missing, closedSockets }: Observation,
  rate: number,
) {
  const keptUp = deliveries >= 0.95 * rate * (windowMs / 1000);
  return keptUp && missing === 0 && closedSockets === 0 && latency.percentile(0.99) <= limitMs;
}
