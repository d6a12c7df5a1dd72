import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './step.ts';
import { suites } from './suites.ts';

const script = readFileSync(path.join(root, '.ci/run'), 'utf8');
const steps = [...script.matchAll(/^\s*step (\d+) (\S+)/gm)].map(([, seconds, name]) => ({
  name,
  seconds: Number(seconds),
}));
const sum = (all: number[]) => all.reduce((total, seconds) => total + seconds, 0);

test('all budgets together are 29 minutes at most', () => {
  expect(steps.map(({ name }) => name)).toContain('check');
  expect(sum(steps.map(({ seconds }) => seconds))).toBeLessThanOrEqual(29 * 60);
});

test('the suites fit into the step that runs them', () => {
  const budget = steps.find(({ name }) => name === 'test')?.seconds;
  expect(sum(suites.map(({ budgetSeconds }) => budgetSeconds))).toBeLessThanOrEqual(budget ?? 0);
});
