import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, test } from 'vitest';
import { seeded } from '../../support/seeded.ts';
import { type SyncInstallation, startSyncInstallation } from './installation.ts';
import { report } from './report.ts';
import { Writers } from './writers.ts';

const random = seeded();
const next = () => random.next();
const between = (from: number, to: number) => from + next() * (to - from);
const stage = await startSyncInstallation({ random: next });
afterAll(() => stage.stop());

/** How often in a run of continuous integration, and in a night. */
const strikes = process.env.SAMSPEL_LONG ? 2000 : 24;

interface Fault {
  name: string;
  strike(stage: SyncInstallation): Promise<void>;
}

const faults: Fault[] = [
  {
    name: 'hub killed',
    async strike({ hub }) {
      await hub.kill();
      await wait(between(0, 300));
      await hub.start();
    },
  },
  {
    name: 'PostgreSQL killed',
    async strike({ postgres }) {
      await postgres.kill();
      await wait(between(0, 800));
      await postgres.restart();
    },
  },
  {
    name: 'both killed',
    async strike({ hub, postgres }) {
      await Promise.all([hub.kill(), postgres.kill()]);
      await postgres.restart();
      await hub.start();
    },
  },
  {
    name: 'hub held still',
    async strike({ hub }) {
      hub.signal('SIGSTOP');
      await wait(between(100, 1500));
      hub.signal('SIGCONT');
    },
  },
  {
    name: 'hub ended in good order',
    async strike({ hub }) {
      await hub.kill('SIGTERM');
      await hub.start();
    },
  },
  ...wireFaults('clients', ({ toHub }) => toHub),
  ...wireFaults('database', ({ toPostgres }) => toPostgres),
];

function wireFaults(
  to: string,
  wire: (stage: SyncInstallation) => SyncInstallation['toHub'],
): Fault[] {
  return [
    {
      name: `line to ${to} slow`,
      async strike(all) {
        wire(all).slow(150, 100);
        await wait(between(300, 1500));
        wire(all).mend();
      },
    },
    {
      name: `line to ${to} reset`,
      strike: async (all) => wire(all).reset(),
    },
    {
      name: `line to ${to} torn in the middle of a message`,
      strike: async (all) => wire(all).cutAfter(Math.floor(between(1, 4000))),
    },
    {
      name: `line to ${to} a black hole`,
      async strike(all) {
        wire(all).silence();
        await wait(between(200, 2500));
        wire(all).mend();
      },
    },
    {
      name: `line to ${to} half open`,
      strike: async (all) => wire(all).halfOpen(),
    },
  ];
}

describe('edits while everything fails', () => {
  test('what was called saved or shown to others is there, and all is saved in the end, once', async () => {
    const writers = await Writers.start(stage.db, stage.url, next);
    const struck = new Map<string, number>();
    const began = performance.now();
    for (let strike = 0; strike < strikes; strike += 1) {
      await wait(between(200, 900));
      // Each once before any comes twice.
      const fault = faults[strike < faults.length ? strike : Math.floor(next() * faults.length)];
      if (!fault) continue;
      writers.noteWhatIsPromised();
      await fault.strike(stage);
      struck.set(fault.name, (struck.get(fault.name) ?? 0) + 1);
      writers.noteWhatIsPromised();
      if (strike % 4 === 3) await writers.probe(60_000);
    }
    await writers.expectAllSaved();
    await writers.close();
    report('random', {
      seed: random.seed,
      seconds: Math.round((performance.now() - began) / 1000),
      strikes,
      kills: [...struck].reduce((sum, [name, count]) => sum + (/killed/.test(name) ? count : 0), 0),
      ...writers.counts,
    });
  });
});
