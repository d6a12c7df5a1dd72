import { setTimeout as wait } from 'node:timers/promises';
import { startTestRedis } from '../../tests/support/redis.ts';
import type { RunningSubject } from '../subjects/subject.ts';
import { mustConverge } from './must-converge.ts';
import { mustBeWhole, type Observation, observe } from './observe.ts';
import { planRooms } from './rooms.ts';
import type { Figure, Figures, Stage, Workload } from './workload.ts';

const rooms = 25;
const people = 4;
const few = 600;
const many = 3000;

const ratioFigure = (key: string, label: string, bias: string): Figure => ({
  key,
  label,
  unit: '',
  better: 'less',
  ratio: false,
  bias,
});
const micros = (key: string, label: string, bias: string): Figure => ({
  key,
  label,
  unit: 'µs',
  better: 'less',
  bias,
});

export const twoHubs: Workload = {
  id: 'two-hubs',
  title: 'Two hubs against one',
  does: `${rooms} rooms of ${people} people on one hub, then on two with Redis between them and half of each room on either: ${few} and ${many} updates a second in all.`,
  quick: false,
  figures: [
    ratioFigure(
      'fewRatio',
      `CPU of both hubs against one, ${few} updates/s`,
      'At a low rate a hub pays for its commits and its wake-ups rather than for updates, and two hubs have twice as many: it grows with neither people nor updates.',
    ),
    ratioFigure(
      'manyRatio',
      `CPU of both hubs against one, ${many} updates/s`,
      'Every document is open on both, which is the worst case: a document on one hub alone costs the other next to nothing.',
    ),
    ratioFigure(
      'manyAllRatio',
      `the same with PostgreSQL, ${many} updates/s`,
      "Redis's own CPU is left out.",
    ),
    micros('oneFew', `one hub, CPU per update at ${few}/s`, 'Without Redis.'),
    micros('twoFew', `two hubs, CPU per update at ${few}/s`, 'Both share one core.'),
    micros('oneMany', `one hub, CPU per update at ${many}/s`, 'Without Redis.'),
    micros('twoMany', `two hubs, CPU per update at ${many}/s`, 'Both share one core.'),
    {
      key: 'p99',
      label: `latency p99 with two hubs, ${few} updates/s`,
      unit: 'ms',
      better: 'less',
      bias: 'Two of three readers sit on the other hub. Both hubs share one core, which they would not in production.',
    },
  ],
  fits: ({ id }) => id === 'ours',
  async measure(running, stage) {
    // The high rate first: at the low one there is too little to do for the code to become hot in time.
    const oneMany = await onOne(running, stage, many);
    const oneFew = await onOne(running, stage, few);
    const redis = await startTestRedis();
    try {
      const hubs = await Promise.all([0, 1].map(() => running.launchBeside(redis.url)));
      // They hear of each other within a beat.
      await wait(2000);
      const twoMany = await onTwo(running, stage, many, hubs);
      const twoFew = await onTwo(running, stage, few, hubs);
      return figures([oneFew, oneMany], [twoFew, twoMany]);
    } finally {
      await redis.stop();
    }
  },
};

function figures([oneFew, oneMany]: Observation[], [twoFew, twoMany]: Observation[]): Figures {
  const cost = (seen: Observation, cpuMs: number) =>
    (cpuMs * 1000) / (seen.deliveries / (people - 1));
  const hub = (seen: Observation) => cost(seen, seen.hubCpuMs);
  const all = (seen: Observation) => cost(seen, seen.hubCpuMs + seen.behindCpuMs);
  return {
    fewRatio: hub(twoFew!) / hub(oneFew!),
    manyRatio: hub(twoMany!) / hub(oneMany!),
    manyAllRatio: all(twoMany!) / all(oneMany!),
    oneFew: hub(oneFew!),
    twoFew: hub(twoFew!),
    oneMany: hub(oneMany!),
    twoMany: hub(twoMany!),
    p99: twoFew!.latency.percentile(0.99),
  };
}

const planOf = ({ quick }: Stage, rate: number) => ({
  rates: { edits: rate / (rooms * people), cursors: 0 },
  // Two hubs compile what they run twice, for some ten seconds: afterwards they are what they stay.
  warmupMs: quick ? 1000 : 15_000,
  windowMs: quick ? 2500 : 12_000,
});

async function onOne(running: RunningSubject, stage: Stage, rate: number): Promise<Observation> {
  const planned = planRooms(`one-hub-${rate}`, stage.repetition, rooms, people);
  await stage.fleet.open({ server: running.server, rooms: planned, seedLength: 0, atOnce: 50 });
  const seen = await observe(running, stage, planOf(stage, rate));
  mustBeWhole(seen, 'one hub');
  await stage.fleet.close();
  return seen;
}

async function onTwo(
  running: RunningSubject,
  stage: Stage,
  rate: number,
  started: readonly { port: number; child: { pid?: number } }[],
): Promise<Observation> {
  const [server, second] = started.map(({ port }) => running.serverAt(port));
  const planned = planRooms(`two-hubs-${rate}`, stage.repetition, rooms, people);
  await stage.fleet.open({ server: server!, second, rooms: planned, seedLength: 0, atOnce: 50 });
  const hubs = started.map(({ child }) => child.pid!);
  const seen = await observe(running, stage, { ...planOf(stage, rate), hubs });
  mustBeWhole(seen, 'two hubs');
  await mustConverge(running, stage);
  await stage.fleet.close();
  return seen;
}
