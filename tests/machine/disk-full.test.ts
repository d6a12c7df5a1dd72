import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openPool } from '@samspel/platform/db/open-database';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { startSyncInstallation } from '../faults/sync/installation.ts';
import { report } from '../faults/sync/report.ts';
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

test('the disk fills while people write: nothing is called saved in vain, and all is once there is room', async () => {
  const volume = makeVolume(260);
  const stage = await startSyncInstallation({
    random: () => random.next(),
    // Small segments: the log needs room soon.
    postgres: { directory: volume.folder, settings: ['min_wal_size=32MB', 'max_wal_size=48MB'] },
  });
  const writers = await Writers.start(stage.db, stage.url, () => random.next());
  const owner = openPool({
    url: stage.postgres.urlOf('postgres'),
    applicationName: 'test',
    max: 1,
  });
  const takesMore = () =>
    owner.query('create table more as select generate_series(1, 1000000)').then(
      () => true,
      () => false,
    );
  const ballast = path.join(volume.folder, 'ballast');
  try {
    await eventually('some work is done', () => {
      writers.noteWhatIsPromised();
      return writers.counts.acknowledged > 200;
    });
    fill(ballast);
    // Each screen says so as soon as nothing is taken any more.
    await eventually(
      'somebody waits',
      async () => {
        fill(ballast);
        writers.writeMuch(20_000);
        return writers.unsaved() > 50;
      },
      { withinMs: 90_000, everyMs: 100 },
    );
    // The disk it is that stops them, not a limit of the hub.
    await expect(takesMore()).resolves.toBe(false);
    await wait(1000);
    writers.noteWhatIsPromised();
    rmSync(ballast);
    await eventually('the database is back', async () => {
      if (!stage.postgres.running()) await stage.postgres.restart().catch(() => {});
      return sql`select 1`.execute(stage.db).catch(() => null);
    });
    await writers.expectAllSaved(90_000);
    report('disk-full', { seed: random.seed, ...writers.counts });
    expect(writers.counts.lost).toBe(0);
  } finally {
    await writers.close();
    await owner.end();
    await stage.stop();
    volume.remove();
  }
});
