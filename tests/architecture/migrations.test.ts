import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const repository = path.resolve(import.meta.dirname, '../..');
const folders = ['packages/server/src/migrations', 'packages/sync/src/store/migrations'];

/**
 * Every migration that somebody may have run, by the SHA-256 of its file. A line is added with a new file
 * and never changes: a database that ran another text under the same name is no longer what we think.
 */
const released: Record<string, string> = {
  'packages/server/src/migrations/0001-ground.ts':
    'bf77ec5ae7b42fac4c96d8e34a935913820fc90a579c65b1bc0dd46579b7b8bf',
  'packages/server/src/migrations/0002-intent-attempts.ts':
    '74be590c5b1c9643ffd04349a093fe1c065f6a5ecaf11e424f315b2da51bfb4b',
  'packages/server/src/migrations/0003-invitation-reminder-link.ts':
    'c985c4407991b182b316739d7cb54f3533e6bdfea12b8530c3dc8b4390c57f85',
  'packages/server/src/migrations/0004-indexes-of-limits.ts':
    '9ea475a5309a07bdf592379dc1c55a16822c7e8c41518bb73517475b0bfc3211',
  'packages/server/src/migrations/0005-pledge-history.ts':
    'a689fad6b3b344edd41f17a2016f8429180f108ef654019f96ad81932653825b',
  'packages/server/src/migrations/0006-annexes.ts':
    '9a15b366058fa3fab139effbc7d4a82986058014f84641d28c6b2cfe7a2c461d',
  'packages/server/src/migrations/0007-signed-workplans.ts':
    '616695e9af8091455321a58ec23658dc1aefc21f66eae09a50013faa1c693a9d',
  'packages/server/src/migrations/0008-certificate-scans.ts':
    '3cae763047397ce73cd635eb655af13c042b71f1d3a0f6d2f4af8cd4f355a064',
  'packages/sync/src/store/migrations/0001-engine.ts':
    '2609967bf157a9f48f3fe8338bf0dfba136af77e5713c3823c1da23d4782497e',
  'packages/sync/src/store/migrations/0002-compaction.ts':
    'ae635f05b40fcce674cca05ced0ac2e63b44f69beb8fc659c9fbfff6405dc7a4',
  'packages/sync/src/store/migrations/0003-brief-compaction.ts':
    '54cfa6ffec3617719b2a99884d8c1d41422f59684f2596932ca15751198f96e9',
  'packages/sync/src/store/migrations/0004-runs.ts':
    '522a8438c115c9741b56ec2b08b452d295111707570cfe14318fe1b9b55eb9ed',
};

function present(): Record<string, string> {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(repository, folder))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => `${folder}/${name}`),
  );
  return Object.fromEntries(
    files.map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(path.join(repository, file)))
        .digest('hex'),
    ]),
  );
}

test('a released migration never changes and never goes; a new one is written down here', () => {
  const all = present();
  const known = Object.fromEntries(Object.keys(released).map((file) => [file, all[file]]));
  expect(known, 'put what you want to change into a new migration').toEqual(released);
  const unlisted = Object.entries(all).filter(([file]) => !(file in released));
  expect(unlisted, 'add these lines to the list above').toEqual([]);
});

test('every migration is in its list under the name of its file, in order', async () => {
  const { migrationSteps } = await import('@samspel/server/migrate');
  const listed = migrationSteps.flatMap((step) =>
    'migrations' in step ? Object.keys(step.migrations) : [],
  );
  expect(listed).toEqual(Object.keys(released).map((file) => path.basename(file, '.ts')));
});
