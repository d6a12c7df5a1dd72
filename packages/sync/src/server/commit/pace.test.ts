import { expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { Pace } from './pace.ts';

const pauseAfter = (updates: number, full = false) => {
  const intervals = {
    commitIntervalMs: 3000,
    commitIntervalAtMostMs: 3000,
    commitIntervalPerUpdateMs: 100,
    commitIntervalUnderLoadMs: 9000,
  };
  const pace = new Pace({ ...limits, ...intervals }, () => 1);
  pace.started(updates, full);
  return pace.pauseMs();
};

test.each([
  ['commitIntervalPerUpdateMs: after few updates', 1, 3100],
  ['commitIntervalPerUpdateMs: after many', 20, 5000],
  ['commitIntervalUnderLoadMs: after very many', 200, 9000],
])('%s (%i) the next commit waits %i ms', (_what, updates, expected) => {
  const pause = pauseAfter(updates);
  expect(pause).toBeLessThanOrEqual(expected);
  expect(pause).toBeGreaterThan(expected - 500);
});

test('what one statement could not carry is not kept waiting', () => {
  expect(pauseAfter(200, true)).toBe(0);
});
