import { expect, test } from 'vitest';
import { tasksOf } from './tasks.ts';

const page = { ph: 'X', pid: 1, tid: 1 };
const task = (ts: number, dur: number, more = {}) => ({
  ...page,
  name: 'RunTask',
  ts,
  dur,
  ...more,
});
const key = (ts: number) => ({
  ...page,
  ...{ name: 'EventDispatch', ts, dur: 1, args: { data: { type: 'keydown' } } },
});

test('a key answers for its own task and for the longest until the next key, on its thread alone', () => {
  const { handler, longest } = tasksOf([
    ...[task(0, 4000), key(100), task(10_000, 9000), task(20_000, 2000)],
    task(12_000, 90_000, { tid: 2 }),
    // Named once more within itself.
    task(10_001, 8000, { name: 'ThreadControllerImpl::RunTask' }),
    ...[task(100_000, 5000), key(100_200), task(110_000, 1000)],
    ...[task(200_000, 3000), key(200_100)],
  ]);
  expect(handler).toEqual([4, 5]);
  expect(longest).toEqual([9, 5]);
});

test('a trace without keys is no measurement', () => {
  expect(() => tasksOf([task(0, 1)])).toThrow('no key');
});
