import { expect, test } from 'vitest';
import { startLoop } from './loop.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function counting(everyMs: number, turn: (count: number) => Promise<boolean> | boolean) {
  const state = { turns: 0, complaints: 0 };
  const loop = startLoop({
    name: 'test',
    everyMs,
    log: { warn: () => state.complaints++, error: () => state.complaints++ } as never,
    turn: async () => {
      state.turns += 1;
      return turn(state.turns);
    },
  });
  return { state, loop };
}

test('goes on at once while there is more, then pauses', async () => {
  const { state, loop } = counting(60_000, (count) => count < 5);
  await pause(50);
  expect(state.turns).toBe(5);
  await loop.stop();
});

test('a wake during a turn is not lost', async () => {
  const { state, loop } = counting(60_000, async () => {
    await pause(30);
    return false;
  });
  await pause(10);
  loop.wake();
  await pause(80);
  expect(state.turns).toBe(2);
  await loop.stop();
});

test('a failing turn is logged and tried again', async () => {
  const { state, loop } = counting(5, (count) => {
    if (count < 3) throw new Error('no');
    return false;
  });
  await pause(120);
  expect(state.complaints).toBe(2);
  expect(state.turns).toBeGreaterThan(2);
  await loop.stop();
});

test('stop waits for the turn at hand and takes no other', async () => {
  const { state, loop } = counting(1, async () => {
    await pause(40);
    return true;
  });
  await pause(10);
  await loop.stop();
  const turns = state.turns;
  await pause(60);
  expect(state.turns).toBe(turns);
});
