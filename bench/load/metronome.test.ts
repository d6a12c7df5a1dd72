import { expect, test } from 'vitest';
import { machineNow } from './clock.ts';
import { startMetronome } from './metronome.ts';

test('no time passes without a beat at or after it, however dense they are', async () => {
  const begin = machineNow() + 20;
  const times = Float64Array.from({ length: 20_000 }, (_, i) => begin + i * 0.01);
  let next = 0;
  await new Promise<void>((resolve) => {
    const metronome = startMetronome(times, () => {
      const now = machineNow();
      while (next < times.length && times[next]! <= now) next += 1;
      if (next === times.length) void metronome.stop().then(resolve);
    });
  });
  expect(next).toBe(times.length);
});

test('it does not beat before the time', async () => {
  const at = machineNow() + 30;
  const beaten = await new Promise<number>((resolve) => {
    const metronome = startMetronome(Float64Array.of(at), () => {
      const now = machineNow();
      void metronome.stop().then(() => resolve(now));
    });
  });
  expect(beaten).toBeGreaterThanOrEqual(at);
});

test('it can be stopped before its time', async () => {
  const metronome = startMetronome(Float64Array.of(machineNow() + 3_600_000), () => {});
  await metronome.stop();
});
