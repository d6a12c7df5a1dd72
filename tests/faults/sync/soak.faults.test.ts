import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { seeded } from '../../support/seeded.ts';
import { growthOf, type Sample } from '../support/growth.ts';
import { report } from '../support/report.ts';
import { amount, rounds } from '../support/rounds.ts';
import { addUp, noCounts } from './counts.ts';
import type { HubProcess } from './installation.ts';
import { severalHubs } from './several-hubs.ts';
import { Writers } from './writers.ts';

const random = seeded();
const next = () => random.next();
const { db, postgres, redis, overRedis, startHubs } = await severalHubs();

/** Everything but the hubs, which live through all of it. */
const troubles = [
  async () => redis.flush(),
  async () => {
    await postgres.kill();
    await postgres.restart();
  },
  async () => {
    await redis.kill();
    await wait(500);
    await redis.start();
  },
];

/** What a hub holds, again and again. */
class Memory {
  readonly #hub: HubProcess;
  readonly heap: Sample[] = [];
  readonly resident: Sample[] = [];

  constructor(hub: HubProcess) {
    this.#hub = hub;
  }

  async sample(): Promise<void> {
    const at = performance.now();
    this.heap.push({ at, value: await this.#hub.heapMb() });
    this.resident.push({ at, value: this.#hub.residentMb() });
  }
}

const rounded = (value: number) => Math.round(value * 10) / 10;
const worst = (growths: readonly { percent: number; perHour: number }[]) => ({
  'heap grew, %': rounded(Math.max(...growths.map(({ percent }) => percent))),
  'heap grew, MiB/h': rounded(Math.max(...growths.map(({ perHour }) => perHour))),
});

const meaningfulMs = 20 * 60_000;

describe('hubs that nobody ends', () => {
  test('hold no more after a day than after its first hours, whatever else fails', async () => {
    const { hubs, front } = await startHubs(2, overRedis);
    const memories = hubs.map((hub) => new Memory(hub));
    // A round is a minute.
    const spells = rounds(2, 1440, 0.15);
    const spellMs = amount(1500, 50_000);
    let counts = noCounts;
    while (spells.due()) {
      const writers = await Writers.start(db, front.url, next, { everyMs: 40 });
      await wait(spellMs / 2);
      if (spells.done % 5 === 1) await troubles[Math.floor(spells.done / 5) % troubles.length]?.();
      await wait(spellMs / 2);
      await writers.expectAllSaved();
      counts = addUp(counts, writers.counts);
      await writers.close();
      for (const memory of memories) await memory.sample();
      spells.done += 1;
      const heap = memories.map((memory) => growthOf(memory.heap));
      const resident = memories.map((memory) => growthOf(memory.resident).perHour);
      report('soak', {
        ...{ seed: random.seed, rounds: spells.figures(), ...counts },
        measured: {
          ...worst(heap),
          'resident grew, MiB/h': rounded(Math.max(...resident)),
          'heap, MiB': rounded(memories[0]?.heap.at(-1)?.value ?? 0),
          'resident, MiB': rounded(memories[0]?.resident.at(-1)?.value ?? 0),
          'looked at, min': rounded((heap[0]?.overMs ?? 0) / 60_000),
        },
      });
    }
    front.stop();
    // What grows while a program warms up says nothing.
    for (const memory of memories) {
      const { percent, overMs } = growthOf(memory.heap);
      if (overMs >= meaningfulMs) expect(percent).toBeLessThan(5);
    }
  });

  test('control: a hub that forgets nothing is found out', async () => {
    const { hubs } = await startHubs(1, { HUB_CONTROL: 'leaks' });
    const memory = new Memory(hubs[0] as HubProcess);
    await eventually('it has been looked at', async () => {
      await memory.sample();
      return memory.heap.length > 10;
    });
    expect(growthOf(memory.heap).percent).toBeGreaterThan(5);
  });
});
