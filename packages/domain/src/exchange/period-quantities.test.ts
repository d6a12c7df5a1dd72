import fc from 'fast-check';
import { expect, test } from 'vitest';
import { periodQuantitiesText, readPeriodQuantities } from './period-quantities.ts';

const quantity = fc.tuple(fc.nat(999_999), fc.nat(9999)).map(([whole, part]) => {
  const decimals = String(part).padStart(4, '0').replace(/0+$/, '');
  return decimals === '' ? String(whole) : `${whole}.${decimals}`;
});

test('EX6 what is written comes back, in either language', () => {
  const split = fc.dictionary(fc.integer({ min: 1, max: 12 }).map(String), quantity);
  fc.assert(
    fc.property(split, fc.constantFrom('sv' as const, 'en' as const), (perPeriod, style) => {
      const text = periodQuantitiesText(perPeriod, style);
      const given = Object.keys(perPeriod).length > 0 ? perPeriod : null;
      expect(readPeriodQuantities(text, style, 12)).toEqual({ ok: true, value: given });
    }),
  );
});

test('EX6 as people type it', () => {
  const read = (text: string) => readPeriodQuantities(text, 'sv', 4);
  expect(read('period 2 = 1 200,5;  P1:3 h ;')).toEqual({
    ok: true,
    value: { 1: '3', 2: '1200.5' },
  });
  expect(read('')).toEqual({ ok: true, value: null });
  expect(readPeriodQuantities(null, 'sv', 4)).toEqual({ ok: true, value: null });
});

test.each([
  ['40 timmar', 'not_a_number'],
  ['P1: x', 'not_a_number'],
  ['P5: 1', 'period_range'],
  ['P0: 1', 'period_range'],
  ['P1: 1; P1: 2', 'period_range'],
  ['P1: -1', 'negative_quantity'],
])('EX6 %s is refused: %s', (text, fault) => {
  expect(readPeriodQuantities(text, 'sv', 4)).toEqual({ ok: false, fault });
});
