import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeOf, reachOf, stackSpans, ticksOf } from './stack-layout.ts';

test('MO15 a stack reaches exactly as far as its amounts, revenue below zero', () => {
  expect(stackSpans([30n, 0n, -10n, 20n, -5n])).toEqual([
    { at: 0, from: 0n, to: 30n },
    { at: 2, from: 0n, to: -10n },
    { at: 3, from: 30n, to: 50n },
    { at: 4, from: -10n, to: -15n },
  ]);
  expect(reachOf([stackSpans([30n, -10n]), stackSpans([5n])])).toEqual({ low: -10n, high: 30n });
  fc.assert(
    fc.property(fc.array(fc.bigInt(-(10n ** 15n), 10n ** 15n), { maxLength: 12 }), (amounts) => {
      const spans = stackSpans(amounts);
      for (const { at, from, to } of spans) expect(to - from).toBe(amounts[at]);
      const { low, high } = reachOf([spans]);
      expect(high + low).toBe(amounts.reduce((sum, amount) => sum + amount, 0n));
    }),
  );
});

test('ticks are round, include zero and reach over what is drawn', () => {
  expect(ticksOf(0n, 11233333n)).toEqual([0n, 5000000n, 10000000n, 15000000n]);
  expect(ticksOf(-100n, 300n)).toEqual([-100n, 0n, 100n, 200n, 300n]);
  expect(ticksOf(0n, 0n)).toEqual([0n]);
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 15n), 0n), fc.bigInt(0n, 10n ** 15n), (low, high) => {
      const ticks = ticksOf(low, high);
      expect(ticks).toContain(0n);
      expect(ticks[0]! <= low && ticks.at(-1)! >= high).toBe(true);
      expect(ticks.length).toBeLessThanOrEqual(8);
    }),
  );
});

test('places run from one end to the other', () => {
  expect(placeOf(0n, -100n, 300n, 400)).toBe(100);
  expect(placeOf(5n, 5n, 5n, 400)).toBe(0);
});
