import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openDatabase } from '@samspel/platform/db/open-database';
import { describe, expect, test } from 'vitest';
import { startSyncInstallation } from '../faults/sync/installation.ts';
import { report } from '../faults/sync/report.ts';
import { Writers } from '../faults/sync/writers.ts';
import { startEmbeddedPostgres } from '../support/embedded-postgres.ts';
import { seeded } from '../support/seeded.ts';
import { makeVolume, type Volume } from './volume.ts';

const cuts = process.env.SAMSPEL_LONG ? 100 : 2;
const random = seeded();
const next = () => random.next();

/** The server and its backends. */
function family(pid: number): string[] {
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return [String(pid), ...children.split(/\s+/).filter(Boolean)];
}

/** The disk as it would be after the power went: nothing writes while its image is copied. */
function cutPower(volume: Volume, pid: number, note: () => void): Volume {
  const all = family(pid);
  execFileSync('kill', ['-STOP', ...all]);
  try {
    note();
    return volume.copy();
  } finally {
    execFileSync('kill', ['-CONT', ...all]);
  }
}

async function lostOn(copy: Volume, writers: Writers): Promise<number> {
  // After a power cut the number of the process means nothing.
  rmSync(path.join(copy.folder, 'data', 'postmaster.pid'), { force: true });
  const postgres = await startEmbeddedPostgres({ durable: true, directory: copy.folder });
  const db = openDatabase<unknown>({
    url: postgres.urlOf('postgres'),
    applicationName: 'test',
    role: 'samspel_app',
  });
  try {
    return await writers.lostIn(db);
  } finally {
    await db.destroy();
    await postgres.stop();
    copy.remove();
  }
}

async function cutAgainAndAgain(settings: string[], count: number) {
  const volume = makeVolume(700);
  const stage = await startSyncInstallation({
    random: next,
    postgres: { directory: volume.folder, settings },
  });
  const writers = await Writers.start(stage.db, stage.url, next);
  const lost: number[] = [];
  try {
    for (let cut = 0; cut < count; cut += 1) {
      await wait(400 + next() * 800);
      const copy = cutPower(volume, stage.postgres.pid(), () => writers.noteWhatIsPromised());
      lost.push(await lostOn(copy, writers));
    }
    writers.stopWriting();
    return { lost, acknowledged: writers.counts.acknowledged };
  } finally {
    await writers.close();
    await stage.stop();
    volume.remove();
  }
}

describe('the power goes while people write', () => {
  test('what was called saved is on the disk', async () => {
    const { lost, acknowledged } = await cutAgainAndAgain([], cuts);
    report('power', {
      seed: random.seed,
      cuts,
      acknowledged,
      lost: lost.reduce((sum, count) => sum + count, 0),
    });
    expect(acknowledged).toBeGreaterThan(50);
    expect(lost).toEqual(lost.map(() => 0));
  });

  test('control: a database that confirms before it has written is found out', async () => {
    const { lost } = await cutAgainAndAgain(['synchronous_commit=off', 'wal_writer_delay=5s'], 2);
    expect(Math.max(...lost)).toBeGreaterThan(0);
  });
});
