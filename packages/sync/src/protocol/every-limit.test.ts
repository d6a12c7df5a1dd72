import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { limits } from './limits.ts';

const sources = path.resolve(import.meta.dirname, '..');
const tests = globSync('**/*.test.ts', { cwd: sources })
  .filter((file) => !file.endsWith('every-limit.test.ts'))
  .map((file) => readFileSync(path.join(sources, file), 'utf8'))
  .join();

test('every limit is named by a test', () => {
  const unnamed = Object.keys(limits).filter((name) => !new RegExp(`\\b${name}\\b`).test(tests));
  expect(unnamed).toEqual([]);
});
