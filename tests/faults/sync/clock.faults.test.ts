import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { seeded } from '../../support/seeded.ts';
import { startSyncInstallation } from './installation.ts';
import { report } from './report.ts';
import { Writers } from './writers.ts';

const faketime = process.env.SAMSPEL_TEST_FAKETIME ?? 'faketime';
const random = seeded();

test("the hub's clock jumps by days: tickets, saving and its times go by the database's", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'samspel-clock-'));
  const file = path.join(folder, 'offset');
  writeFileSync(file, '+0d\n');
  // Without FAKETIME in its surroundings a program looks into the file, again and again.
  const command = [faketime, '-f', '+0d', 'sh', '-c', 'unset FAKETIME; exec "$0" "$@"'];
  const env = { FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', DONT_FAKE_MONOTONIC: '1' };
  const stage = await startSyncInstallation({ random: () => random.next(), command, env });
  const shifted = () =>
    Number(
      execFileSync(command[0] ?? '', [...command.slice(1), process.execPath, '-p', 'Date.now()'], {
        env: { PATH: process.env.PATH, ...env },
        encoding: 'utf8',
      }),
    ) - Date.now();
  const writers = await Writers.start(stage.db, stage.url, () => random.next());
  try {
    for (const offset of ['+1d', '-1d', '+400d', '-1h', '+0d']) {
      writeFileSync(file, `${offset}\n`);
      if (offset === '+1d') expect(shifted()).toBeGreaterThan(86_000_000);
      await wait(300);
      // New sockets, so new tickets, under the wrong clock.
      stage.toHub.reset();
      const before = writers.counts.acknowledged;
      await eventually(`edits are saved at ${offset}`, () => {
        writers.noteWhatIsPromised();
        return writers.counts.acknowledged > before + 20;
      });
      await writers.probe();
    }
    await writers.expectAllSaved();
    report('clock', { seed: random.seed, jumps: 5, ...writers.counts });
    const { rows } = await sql<{ off: boolean }>`
      select bool_or(abs(extract(epoch from clock_timestamp() - at)) > 600) as off
      from sync.upd`.execute(stage.db);
    expect(rows).toEqual([{ off: false }]);
  } finally {
    await writers.close();
    await stage.stop();
    rmSync(folder, { recursive: true });
  }
});
