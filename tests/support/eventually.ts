import { setTimeout as wait } from 'node:timers/promises';

/** Asks again until the answer is truthy; fails with `what` when it never is. */
export async function eventually<T>(
  what: string,
  ask: () => T | Promise<T>,
  { withinMs = 15_000, everyMs = 25 } = {},
): Promise<Exclude<T, false | null | undefined>> {
  const end = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer as Exclude<T, false | null | undefined>;
    if (performance.now() > end) throw new Error(`did not happen within ${withinMs} ms: ${what}`);
    await wait(everyMs);
  }
}
