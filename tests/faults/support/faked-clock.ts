import { execFileSync } from 'node:child_process';

const faketime = process.env.SAMSPEL_TEST_FAKETIME ?? 'faketime';

/**
 * Surroundings in which a program's clock is wrong, without the wrapper: it would stay between a test
 * and the program, and take the signals. Timers and intervals run as ever.
 */
export function fakedClock(): Record<string, string> {
  const printed = execFileSync(faketime, ['-f', '+0d', 'env'], { encoding: 'utf8' });
  const library = /^LD_PRELOAD=(.+)$/m.exec(printed)?.[1];
  if (!library) throw new Error(`${faketime} does not say where its library is`);
  return { LD_PRELOAD: library, FAKETIME_NO_CACHE: '1', DONT_FAKE_MONOTONIC: '1' };
}

/** Wrong by so much, e.g. `+5m`, all the time. */
export const clockOff = (offset: string): Record<string, string> => ({
  ...fakedClock(),
  FAKETIME: offset,
});
