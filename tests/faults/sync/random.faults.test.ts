import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, test } from 'vitest';
import { seeded } from '../../support/seeded.ts';
import { report } from '../support/report.ts';
import { amount, long, rounds } from '../support/rounds.ts';
import { addUp, noCounts } from './counts.ts';
import { type SyncInstallation, startSyncInstallation } from './installation.ts';
import { Writers } from './writers.ts';

const random = seeded();
const next = () => random.next();
const between = (from: number, to: number) => from + next() * (to - from);
const stage = await startSyncInstallation({ random: next });
afterAll(() => stage.stop());

interface Fault {
  name: string;
  kills?: readonly string[];
  halts?: string;
  /** In a night it comes so much more often than another. */
  weight?: number;
  strike(stage: SyncInstallation): Promise<void>;
}

const faults: Fault[] = [
  {
    name: 'hub killed',
    kills: ['hub'],
    weight: 20,
    async strike({ hub }) {
      await hub.kill();
      await wait(between(0, 300));
      await hub.start();
    },
  },
  {
    name: 'PostgreSQL killed',
    kills: ['PostgreSQL'],
    weight: 2,
    async strike({ postgres }) {
      await postgres.kill();
      await wait(between(0, 800));
      await postgres.restart();
    },
  },
  {
    name: 'both killed',
    kills: ['hub', 'PostgreSQL'],
    weight: 2,
    async strike({ hub, postgres }) {
      await Promise.all([hub.kill(), postgres.kill()]);
      await postgres.restart();
      await hub.start();
    },
  },
  {
    name: 'hub held still',
    halts: 'hub',
    async strike({ hub }) {
      hub.signal('SIGSTOP');
      await wait(between(100, 1500));
      hub.signal('SIGCONT');
    },
  },
  {
    name: 'PostgreSQL held still',
    halts: 'PostgreSQL',
    async strike({ postgres }) {
      postgres.hold();
      await wait(between(100, 1500));
      postgres.goOn();
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

/** Each once before any comes twice, then by weight. */
const bag = faults.flatMap((fault) => Array<Fault>(fault.weight ?? 1).fill(fault));
const choose = (strike: number) =>
  faults[strike] ?? (bag[Math.floor(next() * bag.length)] as Fault);

/** So many, and everybody must have everything in the end; then new people in new documents. */
const strikesARound = 40;

const struck: Record<string, number> = {};
const kills: Record<string, number> = {};
const halts: Record<string, number> = {};
const count = (into: Record<string, number>, key: string) => {
  into[key] = (into[key] ?? 0) + 1;
};
let largestMb = 0;

async function strike(writers: Writers, number: number): Promise<void> {
  await wait(between(200, 900));
  const fault = choose(number);
  writers.noteWhatIsPromised();
  largestMb = Math.max(largestMb, stage.hub.residentMb());
  await fault.strike(stage);
  count(struck, fault.name);
  for (const target of fault.kills ?? []) count(kills, target);
  if (fault.halts) count(halts, fault.halts);
  writers.noteWhatIsPromised();
}

describe('edits while everything fails', () => {
  test('what was called saved or shown to others is there, and all is saved in the end, once', async () => {
    const strikes = rounds(20, 2500, 0.3);
    const wanted = amount(0, 900_000);
    let counts = noCounts;
    const due = () => strikes.due(counts.acknowledged >= wanted);
    while (due()) {
      const writers = await Writers.start(stage.db, stage.url, next, { people: long ? 9 : 6 });
      try {
        for (let n = 0; n < strikesARound && due(); n += 1) {
          await strike(writers, strikes.done);
          strikes.done += 1;
          if (n % 4 === 3) await writers.probe(60_000);
        }
        await writers.expectAllSaved();
      } finally {
        counts = addUp(counts, writers.counts);
        report('random', {
          ...{ seed: random.seed, rounds: strikes.figures(), kills, halts, faults: struck },
          ...{ measured: { 'hub at most, MiB': Math.round(largestMb) }, ...counts },
        });
        await writers.close();
      }
    }
  });
});
