import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { AllFigures } from './fault-figures.ts';
import { nightCounts, reached } from './night-counts.ts';
import { root } from './step.ts';

const countOf = (all: AllFigures, scale: number, what: string) =>
  reached(all, scale).find((each) => each.what === what);

test('a run that has counted nothing has reached nothing', () => {
  expect(reached([], 0.001).filter(({ enough }) => enough)).toEqual([]);
});

test('a share of a night is to reach that share of each count, and times are not shared', () => {
  const figures: AllFigures = [
    ['random', { acknowledged: 9000, kills: { hub: 20 } }],
    ['hubs-killed', { acknowledged: 1000 }],
    ['rolling-restart', { measured: { 'without service p99, ms': 4999 } }],
  ];
  expect(countOf(figures, 0.01, 'edits acknowledged')).toMatchObject({ enough: true });
  expect(countOf(figures, 0.02, 'edits acknowledged')).toMatchObject({ enough: false });
  expect(countOf(figures, 0.02, 'kills of hub')).toMatchObject({ wanted: 20, enough: true });
  expect(countOf(figures, 0.01, 'without service p99, ms')).toMatchObject({ enough: true });
});

test('what is counted is what a test writes', () => {
  const files = [
    ...globSync('tests/{faults,machine}/**/*.ts', { cwd: root }),
    'packages/sync/src/client/in-memory.convergence.test.ts',
  ];
  const texts = files.map((file) => readFileSync(path.join(root, file), 'utf8')).join('\n');
  for (const { key } of nightCounts) {
    expect(texts, key).toContain(key);
  }
});
