import { expect, test } from 'vitest';
import { openTurns } from './turns.ts';

test('a person has one file read at a time, others at the same time', async () => {
  const inTurn = openTurns();
  let finish = () => {};
  const first = inTurn('a', () => new Promise<void>((resolve) => (finish = resolve)));
  await expect(inTurn('a', async () => 1)).rejects.toMatchObject({ reason: 'one_file_at_a_time' });
  expect(await inTurn('b', async () => 2)).toBe(2);
  finish();
  await first;
  expect(await inTurn('a', async () => 3)).toBe(3);
});

test('a person has so many in a while, also of those that failed', async () => {
  let now = 0;
  const inTurn = openTurns({ times: 2, withinMs: 1000 }, () => now);
  await expect(
    inTurn('a', async () => {
      throw new Error('failed');
    }),
  ).rejects.toThrow('failed');
  now = 500;
  await inTurn('a', async () => {});
  await expect(inTurn('a', async () => {})).rejects.toMatchObject({ reason: 'too_many_files' });
  await inTurn('b', async () => {});
  now = 1000;
  await inTurn('a', async () => {});
});
