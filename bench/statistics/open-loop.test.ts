import { expect, test } from 'vitest';
import { openLoop } from './open-loop.ts';

const schedule = openLoop({ edits: 1000, cursors: 0 }, 20_000, 50, 1);

test('the times ascend and lie within the duration', () => {
  const { times } = schedule;
  for (let i = 1; i < times.length; i++) expect(times[i]!).toBeGreaterThanOrEqual(times[i - 1]!);
  expect(times[0]!).toBeGreaterThanOrEqual(0);
  expect(times.at(-1)!).toBeLessThan(20_000);
});

test('as many are sent as the rate says', () => {
  expect(Math.abs(schedule.times.length / 20_000 - 1)).toBeLessThan(0.03);
});

test('the gaps are those of independent people: some long, most short', () => {
  const gaps = schedule.times.slice(1).map((at, i) => at - schedule.times[i]!);
  const mean = gaps.reduce((sum, value) => sum + value, 0) / gaps.length;
  const shorter = gaps.filter((value) => value < mean).length / gaps.length;
  // 1 - 1/e of exponential gaps are shorter than their mean.
  expect(Math.abs(shorter - 0.632)).toBeLessThan(0.02);
});

test('everybody takes part, about equally', () => {
  const counts = new Array<number>(50).fill(0);
  for (const actor of schedule.actors) counts[actor]! += 1;
  expect(Math.min(...counts)).toBeGreaterThan(300);
  expect(Math.max(...counts)).toBeLessThan(500);
});

test('cursors move as often as their rate says', () => {
  const { times, cursors } = openLoop({ edits: 100, cursors: 300 }, 20_000, 10, 2);
  const moved = cursors.reduce((sum, one) => sum + one, 0);
  expect(Math.abs(moved / times.length - 0.75)).toBeLessThan(0.02);
});

test('a seed gives the same schedule to every server, another seed another one', () => {
  const again = openLoop({ edits: 1000, cursors: 0 }, 20_000, 50, 1);
  expect(again).toEqual(schedule);
  expect(openLoop({ edits: 1000, cursors: 0 }, 20_000, 50, 3)).not.toEqual(schedule);
});

test('nothing to do is an empty schedule', () => {
  expect(openLoop({ edits: 0, cursors: 0 }, 1000, 5, 1).times).toHaveLength(0);
});
