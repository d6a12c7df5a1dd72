import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { leanProcess } from '@samspel/hub/lean-process';
import { expect, test } from 'vitest';
import { eventually } from '../../../../tests/support/eventually.ts';
import { quietLog } from '../../../../tests/support/quiet-log.ts';
import { ChildProcesses } from './child-processes.ts';

test('a process that holds many sockets has a small new space and gives back what was freed', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'samspel-child-'));
  const [program, told] = [path.join(folder, 'program.mjs'), path.join(folder, 'told')];
  writeFileSync(
    program,
    `import { renameSync, writeFileSync } from 'node:fs';
     import v8 from 'node:v8';
     const fill = []; for (let i = 0; i < 4e6; i++) fill[i % 5e5] = { i };
     const space = v8.getHeapSpaceStatistics().find((one) => one.space_name === 'new_space');
     const found = { newSpace: space.space_size, trim: process.env.MALLOC_TRIM_THRESHOLD_ };
     writeFileSync(process.env.TOLD + '~', JSON.stringify(found));
     renameSync(process.env.TOLD + '~', process.env.TOLD);
     setInterval(() => {}, 1000);`,
  );
  const { execArgv, env } = leanProcess;
  const children = new ChildProcesses(
    {
      part: 'test',
      file: program,
      execArgv,
      env: () => ({ ...env, TOLD: told }),
      saysReady: false,
    },
    1,
    quietLog(),
  );
  await children.start();
  await eventually('it said what it has', () => existsSync(told));
  await children.stop();
  const found = JSON.parse(readFileSync(told, 'utf8'));
  expect(found.newSpace).toBeLessThanOrEqual(3 * 4 * 2 ** 20);
  expect(found.trim).toBe('131072');
});
