import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

const module = path.join(import.meta.dirname, 'failpoint.ts');
const script = `import { failpoint } from ${JSON.stringify(module)};
for (const n of [1, 2, 3]) { console.log(n); failpoint('a'); failpoint('b'); }`;

function outcome(env: Record<string, string>) {
  const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
  });
  return [stdout.replaceAll('\n', ''), signal];
}

test.each([
  [{}, ['123', null]],
  [{ SAMSPEL_FAILPOINT: 'a' }, ['1', 'SIGKILL']],
  [{ SAMSPEL_FAILPOINT: 'b:3' }, ['123', 'SIGKILL']],
  [{ SAMSPEL_FAILPOINT: 'c' }, ['123', null]],
  [{ SAMSPEL_FAILPOINT: 'a', NODE_ENV: 'production' }, ['123', null]],
])('a failpoint with %j', (env, expected) => {
  expect(outcome(env)).toEqual(expected);
});
