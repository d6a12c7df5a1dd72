import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { median } from '../statistics/median.ts';
import type { RunningSubject } from '../subjects/subject.ts';
import { loadFigures, loadOf, mustBeWhole, type Observation, observe } from './observe.ts';
import { planRooms } from './rooms.ts';
import { heldRate } from './saturation.ts';
import type { Figures, Stage, Workload } from './workload.ts';

const rooms = 50;
const people = 4;

export const steady: Workload = {
  id: 'steady',
  title: 'Steady: half of saturation for 20 minutes',
  does: `${rooms} rooms of ${people} people typing at half the rate that saturation found, for 20 minutes; once a minute all garbage is collected by force and what is left is counted.`,
  quick: false,
  once: true,
  figures: [
    {
      key: 'loopMax',
      label: 'event loop held up, at most',
      unit: 'ms',
      better: 'less',
      bias: "From inside the hub, in steps of 5 ms, the forced collections left out. What else runs on the hub's core counts as well: a busy machine shows here first.",
    },
    {
      key: 'loopP999',
      label: 'event loop held up, p99.9',
      unit: 'ms',
      better: 'less',
      bias: 'The worst minute of all.',
    },
    {
      key: 'heapGrowth',
      label: 'heap after forced collection: growth',
      unit: '%',
      better: 'less',
      ratio: false,
      bias: 'Median of the last three samples against that of the first three after the first (short runs: the last against the first). Collected by force, it shows what is kept, not what the process occupies meanwhile.',
    },
    {
      key: 'heapMb',
      label: 'heap and buffers after forced collection, at the end',
      unit: 'MB',
      better: 'less',
      bias: 'With the code of the whole program.',
    },
    {
      key: 'rssMb',
      label: 'resident memory at the end',
      unit: 'MB',
      better: 'less',
      bias: 'Right after a forced collection.',
    },
    {
      key: 'p99',
      label: 'latency p99, median of the parts',
      unit: 'ms',
      better: 'less',
      bias: 'A forced collection between two parts is in none of them.',
    },
    {
      key: 'rate',
      label: 'deliveries',
      unit: '/s',
      better: 'more',
      bias: 'Half of what saturation found in the same run, or just before.',
    },
    ...loadFigures,
  ],
  fits: ({ id }) => id === 'ours',
  async measure(running, stage) {
    const rate = (await heldRate(running, stage)) / 2;
    const inside = await Inside.start(running, stage);
    const short = stage.check ? 4000 : 10_000;
    const [parts, windowMs] = stage.quick ? [4, short] : [20, 58_000];
    const planned = planRooms('steady', stage.repetition, rooms, people);
    await stage.fleet.open({ server: running.server, rooms: planned, seedLength: 0, atOnce: 50 });
    const seen: Observation[] = [];
    const samples: Sample[] = [];
    for (let part = 0; part < parts; part++) {
      const edits = rate / (people - 1) / (rooms * people);
      const rates = { edits, cursors: 0 };
      // The first part warms up what runs for hours.
      seen.push(
        await observe(running, stage, { rates, warmupMs: 1000, windowMs, drainMs: 10_000 }),
      );
      mustBeWhole(seen.at(-1)!, 'steady');
      samples.push(await inside.sample());
      const { loopMaxMs, heapUsed } = samples.at(-1)!;
      const at = `${part + 1}/${parts}`;
      stage.say(`  ${at}: loop ${loopMaxMs.toFixed(1)} ms, heap ${(heapUsed / 1e6).toFixed(2)} MB`);
    }
    await stage.fleet.close();
    return figures(seen, samples, stage.quick);
  },
};

interface Sample {
  loopMaxMs: number;
  loopP999Ms: number;
  heapUsed: number;
  external: number;
  rss: number;
}

/** The hub, started anew with something in it that answers what only the inside knows. */
class Inside {
  readonly #pid: number;
  readonly #file: string;

  private constructor(pid: number, file: string) {
    this.#pid = pid;
    this.#file = file;
  }

  static async start(running: RunningSubject, { repetition }: Stage): Promise<Inside> {
    const file = path.join(running.folder, `inside-${repetition}`);
    const loaded = path.join(import.meta.dirname, '../subjects/inside.ts');
    await running.stop();
    await running.startAgain({
      execArgv: ['--expose-gc', '--import', loaded],
      env: { INSIDE: file },
    });
    return new Inside(running.pid, file);
  }

  async sample(): Promise<Sample> {
    const before = this.#lines().length;
    process.kill(this.#pid, 'SIGUSR2');
    for (let lines = this.#lines(); ; lines = this.#lines()) {
      if (lines.length > before) return JSON.parse(lines.at(-1)!) as Sample;
      await wait(20);
    }
  }

  #lines(): string[] {
    try {
      return readFileSync(this.#file, 'utf8').split('\n').slice(0, -1);
    } catch {
      return [];
    }
  }
}

function figures(
  seen: readonly Observation[],
  samples: readonly Sample[],
  quick: boolean,
): Figures {
  // What compiles and fills its pools for the first time is no growth.
  const steadied = samples.slice(1);
  const kept = steadied.map(({ heapUsed, external }) => heapUsed + external);
  const few = quick ? 1 : 3;
  const [begin, end] = [median(kept.slice(0, few)), median(kept.slice(-few))];
  const worst = (of: (sample: Sample) => number) => Math.max(...steadied.map(of));
  const last = samples.at(-1)!;
  return {
    loopMax: worst(({ loopMaxMs }) => loopMaxMs),
    loopP999: worst(({ loopP999Ms }) => loopP999Ms),
    heapGrowth: (end / begin - 1) * 100,
    heapMb: end / 1e6,
    rssMb: last.rss / 1e6,
    p99: median(seen.map(({ latency }) => latency.percentile(0.99))),
    rate: median(seen.map(({ deliveries, windowMs }) => (deliveries / windowMs) * 1000)),
    ...loadOf(seen.at(-1)!),
  };
}
