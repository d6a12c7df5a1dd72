import { expect, test } from 'vitest';
import { parseMinor } from '../money/money.ts';
import { lineAmount, parseQuantity } from '../money/quantity.ts';
import { periodsOf, splitOverPeriods } from './period-split.ts';
import { checkPersonYear, hourlyRate, upratedRate } from './staff-rate.ts';

test('MO4 98 765.43 over four periods: the last takes the remainder', () => {
  expect(splitOverPeriods(parseMinor('9876543'), 4)).toEqual([
    2469135n,
    2469135n,
    2469135n,
    2469138n,
  ]);
  expect(splitOverPeriods(parseMinor('2'), 3)).toEqual([0n, 0n, 2n]);
  expect(splitOverPeriods(parseMinor('-7'), 2)).toEqual([-3n, -4n]);
  expect(() => splitOverPeriods(parseMinor('1'), 0)).toThrow(RangeError);
  expect([periodsOf(24, 6), periodsOf(25, 6), periodsOf(1, 6)]).toEqual([4, 5, 1]);
});

test('MO5 42 500 a month is 296.51 an hour, and 840 hours are 249 068.40', () => {
  const rate = hourlyRate(parseMinor('4250000'));
  expect(rate).toBe(29651n);
  expect(lineAmount(parseQuantity('840'), rate)).toBe(24906840n);
});

test('MO6 the stored rate is uprated at months 12, 24, ..., truncated each time', () => {
  const rate = parseMinor('29651');
  expect(upratedRate(rate, 240, 11)).toBe(29651n);
  expect(upratedRate(rate, 240, 12)).toBe(30362n);
  expect(upratedRate(rate, 240, 24)).toBe(31090n);
});

test('BU19 hours beyond 1 720 times the part-time factor warn, the limit itself does not', () => {
  expect(checkPersonYear(parseQuantity('1720'), 10_000, 'line:A/1')).toBeNull();
  expect(checkPersonYear(parseQuantity('860'), 5000, 'line:A/1')).toBeNull();
  expect(checkPersonYear(parseQuantity('860.0001'), 5000, 'line:A/1')).toMatchObject({
    rule: 'BU19',
    severity: 'warning',
    params: { hours: '860.0001', limit: '860' },
  });
});
