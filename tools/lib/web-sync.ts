import path from 'node:path';
import { root, type Step } from './step.ts';

export const inWeb = (name: string, script: string): Step => ({
  name,
  command: 'npm',
  args: ['run', '--silent', script],
  cwd: path.join(root, 'apps/web'),
});

/** Writes what the client's sources and tests are read with: its texts as functions, and its types. */
export const webSync = inWeb('web sync', 'sync');
