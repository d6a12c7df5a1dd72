import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { seeded } from '../../support/seeded.ts';
import { fakedClock } from '../support/faked-clock.ts';
import { report } from '../support/report.ts';
import { type SyncInstallation, startSyncInstallation } from './installation.ts';
import { Writers } from './writers.ts';

const random = seeded();

interface Stage extends SyncInstallation {
  /** Puts the clock of the hub's machine forward or back, at once. */
  jump(offset: string): void;
  /** How wrong a program's clock is in the hub's surroundings, ms. */
  error(): number;
}

async function withClock<T>(env: Record<string, string>, work: (stage: Stage) => Promise<T>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'samspel-clock-'));
  const file = path.join(folder, 'offset');
  const jump = (offset: string) => writeFileSync(file, `${offset}\n`);
  jump('+0d');
  // Without FAKETIME in its surroundings a program looks into the file, again and again.
  const faked = { ...fakedClock(), FAKETIME_TIMESTAMP_FILE: file };
  const stage = await startSyncInstallation({
    random: () => random.next(),
    env: { ...faked, ...env },
  });
  const now = { env: { PATH: process.env.PATH, ...faked }, encoding: 'utf8' } as const;
  const error = () =>
    Number(execFileSync(process.execPath, ['-p', 'Date.now()'], now)) - Date.now();
  try {
    return await work({ ...stage, jump, error });
  } finally {
    await stage.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Rows whose time is not the database's. */
async function wrongTimes({ db }: SyncInstallation): Promise<number> {
  const { rows } = await sql<{ wrong: number }>`
    select count(*) filter (where abs(extract(epoch from clock_timestamp() - at)) > 600)::int
      as wrong from sync.upd`.execute(db);
  return rows[0]?.wrong ?? 0;
}

const savesUnder = async (writers: Writers, offset: string) => {
  const before = writers.counts.acknowledged;
  await eventually(
    `edits are saved at ${offset}`,
    () => {
      writers.noteWhatIsPromised();
      return writers.counts.acknowledged > before + 20;
    },
    { withinMs: 60_000 },
  );
};

describe("the hub's clock jumps by days", () => {
  test("tickets, saving and its times go by the database's", async () => {
    await withClock({}, async (stage) => {
      const writers = await Writers.start(stage.db, stage.url, () => random.next());
      try {
        for (const offset of ['+1d', '-1d', '+400d', '-1h', '+0d']) {
          stage.jump(offset);
          if (offset === '+1d') expect(stage.error()).toBeGreaterThan(86_000_000);
          await wait(300);
          // New sockets, so new tickets, under the wrong clock.
          stage.toHub.reset();
          await savesUnder(writers, offset);
          await writers.probe();
        }
        await writers.expectAllSaved();
        report('clock', { seed: random.seed, also: { 'clock jumps': 5 }, ...writers.counts });
        expect(await wrongTimes(stage)).toBe(0);
      } finally {
        await writers.close();
      }
    });
  });

  test('control: a hub that goes by its own is found out by its times, and takes no ticket', async () => {
    await withClock({ HUB_CONTROL: 'own-clock' }, async (stage) => {
      const writers = await Writers.start(stage.db, stage.url, () => random.next());
      try {
        await savesUnder(writers, '+0d');
        stage.jump('+1d');
        await savesUnder(writers, '+1d');
        expect(await wrongTimes(stage)).toBeGreaterThan(0);
        stage.toHub.reset();
        await expect(writers.probe(4000)).rejects.toThrow('a newcomer gets');
      } finally {
        await writers.close();
      }
    });
  });
});
