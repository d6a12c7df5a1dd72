import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openPool } from '@samspel/platform/db/open-database';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { report } from '../faults/support/report.ts';
import { type SyncInstallation, startSyncInstallation } from '../faults/sync/installation.ts';
import { Writers } from '../faults/sync/writers.ts';
import { eventually } from '../support/eventually.ts';
import { seeded } from '../support/seeded.ts';
import { makeVolume } from './volume.ts';

const random = seeded();

/** Writes until nothing more goes in. */
function fill(file: string): void {
  const fd = openSync(file, 'w');
  const piece = Buffer.alloc(64 * 1024, 1);
  try {
    for (let size = piece.length; size >= 512; ) {
      try {
        writeSync(fd, piece, 0, size);
      } catch {
        size /= 2;
      }
    }
  } finally {
    closeSync(fd);
  }
}

/** Which disk it is that fills: one with everything on it, or one for PostgreSQL's log alone. */
type Disk = 'everything' | 'log';

// Small segments: the log needs room soon.
const small = {
  everything: { settings: ['min_wal_size=32MB', 'max_wal_size=48MB'], initial: [] },
  // Kept, it cannot be written over.
  log: { settings: ['wal_keep_size=1GB'], initial: ['--wal-segsize=1'] },
};

/** People who write to a disk that has no room left. */
async function onAFullDisk(
  disk: Disk,
  env: Record<string, string>,
  work: (full: Full) => Promise<void>,
) {
  const volume = makeVolume(260);
  const logs = disk === 'log' ? makeVolume(60) : null;
  const { settings, initial } = small[disk];
  const apart = logs ? [`--waldir=${logs.folder}`] : [];
  const stage = await startSyncInstallation({
    random: () => random.next(),
    postgres: { directory: volume.folder, settings, initial: [...initial, ...apart] },
    env,
  });
  const writers = await Writers.start(stage.db, stage.url, () => random.next());
  // Beside what the database has there, not in it.
  const ballast = path.join((logs ?? volume).folder, '..', 'ballast');
  try {
    await eventually('some work is done', () => {
      writers.noteWhatIsPromised();
      return writers.counts.acknowledged > 200;
    });
    await work({ stage, writers, fill: () => fill(ballast), makeRoom: () => rmSync(ballast) });
  } finally {
    await writers.close();
    await stage.stop();
    logs?.remove();
    volume.remove();
  }
}

interface Full {
  stage: SyncInstallation;
  writers: Writers;
  fill(): void;
  makeRoom(): void;
}

/** The disk it is that stops them, not a limit of the hub. */
async function takesMore({ postgres }: SyncInstallation): Promise<boolean> {
  const url = postgres.urlOf('postgres');
  const owner = openPool({ url, applicationName: 'test', max: 1 });
  try {
    await owner.query('create table more as select generate_series(1, 1000000)');
    return true;
  } catch {
    return false;
  } finally {
    await owner.end();
  }
}

const databaseIsBack = ({ postgres, db }: SyncInstallation) =>
  eventually(
    'the database is back',
    async () => {
      if (!postgres.running()) await postgres.restart().catch(() => {});
      return sql`select 1`.execute(db).catch(() => null);
    },
    { withinMs: 60_000 },
  );

test.each([
  ['the disk', 'everything'],
  ["the disk of PostgreSQL's log", 'log'],
] as const)(
  '%s fills while people write: nothing is called saved in vain, and all is once there is room',
  async (_what, disk) => {
    await onAFullDisk(disk, {}, async ({ stage, writers, fill, makeRoom }) => {
      // Each screen says so as soon as nothing is taken any more.
      await eventually(
        'somebody waits',
        async () => {
          fill();
          writers.writeMuch(20_000);
          return writers.unsaved() > 50;
        },
        { withinMs: 90_000, everyMs: 100 },
      );
      expect(await takesMore(stage)).toBe(false);
      await wait(1000);
      writers.noteWhatIsPromised();
      makeRoom();
      await databaseIsBack(stage);
      await writers.expectAllSaved({ withinMs: 120_000 });
      report(`disk-full-${disk}`, { seed: random.seed, ...writers.counts });
      expect(writers.counts.lost).toBe(0);
    });
  },
);

test('control: a hub that acknowledges before it has written loses what a full disk does not take', async () => {
  const env = { HUB_CONTROL: 'acknowledges-first' };
  await onAFullDisk('everything', env, async ({ stage, writers, fill, makeRoom }) => {
    await eventually(
      'nothing more goes in',
      async () => {
        fill();
        writers.writeMuch(20_000);
        writers.noteWhatIsPromised();
        return !(await takesMore(stage)) && !stage.hub.running();
      },
      { withinMs: 90_000, everyMs: 100 },
    );
    writers.stopWriting();
    makeRoom();
    await databaseIsBack(stage);
    expect(await writers.lostIn(stage.db)).toBeGreaterThan(0);
  });
});
