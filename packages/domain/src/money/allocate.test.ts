import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocate } from './allocate.ts';
import { sumMinor, toMinor } from './money.ts';

test('MO3 105 666.67 split 60/30/10 gives the last cent to the largest remainder', () => {
  expect(allocate(toMinor(10566667n), [60, 30, 10])).toEqual([6340000n, 3170000n, 1056667n]);
});

test('MO3 ties go by order of listing', () => {
  expect(allocate(toMinor(2n), [1, 1, 1])).toEqual([1n, 1n, 0n]);
  expect(allocate(toMinor(1n), [1, 1])).toEqual([1n, 0n]);
});

test('MO3 every split sums exactly, no part is off by more than a unit, weight 0 gets nothing', () => {
  const weights = fc
    .array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 30 })
    .filter((list) => list.some((weight) => weight > 0));
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 15n), weights, (amount, list) => {
      const parts = allocate(toMinor(amount), list);
      const total = list.reduce((sum, weight) => sum + BigInt(weight), 0n);
      expect(sumMinor(parts)).toBe(amount);
      parts.forEach((part, at) => {
        const exact = amount * BigInt(list[at] ?? 0);
        expect(part * total > exact - total && part * total < exact + total).toBe(true);
        if (list[at] === 0) expect(part).toBe(0n);
      });
    }),
  );
});

test('MO3 what cannot be split is refused', () => {
  expect(() => allocate(toMinor(1n), [])).toThrow(RangeError);
  expect(() => allocate(toMinor(1n), [0, 0])).toThrow(RangeError);
  expect(() => allocate(toMinor(-1n), [1])).toThrow(RangeError);
  expect(() => allocate(toMinor(1n), [1.5])).toThrow(RangeError);
});
