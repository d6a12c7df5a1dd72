import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openDatabase } from '@samspel/platform/db/open-database';
import { describe, expect, test } from 'vitest';
import { report } from '../faults/support/report.ts';
import { amount, long, type Rounds, rounds } from '../faults/support/rounds.ts';
import { addUp, noCounts } from '../faults/sync/counts.ts';
import { startSyncInstallation } from '../faults/sync/installation.ts';
import { Writers } from '../faults/sync/writers.ts';
import { type EmbeddedDatabase, startEmbeddedPostgres } from '../support/embedded-postgres.ts';
import { seeded } from '../support/seeded.ts';
import { makeVolume, type Volume } from './volume.ts';

const random = seeded();
const next = () => random.next();

/** The disk as it would be after the power went: nothing writes while its image is copied. */
function cutPower(volume: Volume, postgres: EmbeddedDatabase, note: () => void): Volume {
  postgres.hold();
  try {
    note();
    return volume.copy();
  } finally {
    postgres.goOn();
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

/** So many cuts, then new people in new documents: what is compared grows with every edit. */
const cutsOfACrowd = 20;

async function cutAgainAndAgain(settings: string[], cuts: Rounds, wanted = 0) {
  const volume = makeVolume(700);
  const stage = await startSyncInstallation({
    random: next,
    // The log is given back before the disk is full of it.
    postgres: { directory: volume.folder, settings: ['max_wal_size=200MB', ...settings] },
  });
  const lost: number[] = [];
  let counts = noCounts;
  const due = () => cuts.due(counts.acknowledged >= wanted);
  try {
    while (due()) {
      const writers = await Writers.start(stage.db, stage.url, next, { people: long ? 12 : 6 });
      try {
        for (let n = 0; n < cutsOfACrowd && due(); n += 1) {
          await wait(400 + next() * 800);
          const copy = cutPower(volume, stage.postgres, () => writers.noteWhatIsPromised());
          lost.push(await lostOn(copy, writers));
          cuts.done += 1;
        }
      } finally {
        counts = addUp(counts, writers.counts);
        await writers.close();
      }
    }
    return { lost, acknowledged: counts.acknowledged };
  } finally {
    await stage.stop();
    volume.remove();
  }
}

describe('the power goes while people write', () => {
  test('what was called saved is on the disk', async () => {
    const cuts = rounds(2, 100, 0.15);
    const { lost, acknowledged } = await cutAgainAndAgain([], cuts, amount(0, 100_000));
    report('power', {
      ...{ seed: random.seed, rounds: cuts.figures(), also: { 'power cuts': cuts.done } },
      ...{ acknowledged, lost: lost.reduce((sum, count) => sum + count, 0) },
    });
    expect(acknowledged).toBeGreaterThan(50);
    expect(lost).toEqual(lost.map(() => 0));
  });

  test('control: a database that confirms before it has written is found out', async () => {
    const careless = ['synchronous_commit=off', 'wal_writer_delay=5s'];
    const { lost } = await cutAgainAndAgain(careless, rounds(2, 2));
    expect(Math.max(...lost)).toBeGreaterThan(0);
  });
});
