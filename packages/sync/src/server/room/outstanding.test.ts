import { describe, expect, test } from 'vitest';
import { casesOf } from '../../../../../tests/support/share-of-cases.ts';
import { seededRandom } from '../../testing/seeded-random.ts';
import { Outstanding } from './outstanding.ts';

/** The same by looking through all of them: plain, and as slow as a client wants it to be. */
class LookedThrough {
  #list: { message: number; done: boolean }[] = [];

  received(message: number): void {
    this.#list.push({ message, done: false });
  }

  settled(message: number): void {
    const found = this.#list.find((item) => item.message === message && !item.done);
    if (found) found.done = true;
  }

  answer(): number | null {
    const first = this.#list.findIndex(({ done }) => !done);
    const gone = this.#list.splice(0, first === -1 ? this.#list.length : first);
    return gone.at(-1)?.message ?? null;
  }
}

describe('messages that wait for their answer', () => {
  test('are answered as far as all before is settled, in whatever order that happens', () => {
    const random = seededRandom(1707);
    let answers = 0;
    for (let round = 0; round < casesOf(2000); round++) {
      const [subject, plain] = [new Outstanding(), new LookedThrough()];
      const open: number[] = [];
      // A client that counts, or one that says any number.
      const numbers = random.pick([1000, 4]);
      for (let step = 1; step <= 60; step++) {
        if (random.chance(0.5)) {
          const message = numbers === 4 ? random.int(numbers) : step;
          open.push(message);
          for (const each of [subject, plain]) each.received(message);
        } else if (open.length > 0) {
          const at = random.chance(0.5) ? 0 : random.int(open.length);
          const [message] = open.splice(at, 1);
          for (const each of [subject, plain]) each.settled(message!);
        }
        if (random.chance(0.5)) continue;
        const answer = subject.answer();
        expect(answer, `round ${round}, step ${step}`).toBe(plain.answer());
        if (answer !== null) answers += 1;
      }
    }
    expect(answers).toBeGreaterThan(casesOf(2000));
  });

  const each = 100_000;
  const orders: Record<string, (n: number) => number> = {
    'from the first': (n) => n,
    'from the last': (n) => each - 1 - n,
    'the first at the end': (n) => (n + 1) % each,
  };

  test.for(Object.entries(orders))('and very many of them are no work: %s', ([_, order]) => {
    const outstanding = new Outstanding();
    for (let n = 0; n < each; n++) outstanding.received(n);
    const begun = performance.now();
    let last: number | null = null;
    for (let n = 0; n < each; n++) {
      outstanding.settled(order(n));
      last = outstanding.answer() ?? last;
    }
    expect(performance.now() - begun).toBeLessThan(1000);
    expect(last).toBe(each - 1);
  });
});
