import { expect, test } from 'vitest';
import { periodMonths } from './period-months.ts';

const day = (date: Date | undefined) => date?.toISOString().slice(0, 7);

test('a period is its months from the start of the project, the last one ends with it', () => {
  const of = (period: number, months: number | null) => {
    const range = periodMonths('2027-03-15', 6, period, months);
    return [day(range?.from), day(range?.to)];
  };
  expect(of(1, 24)).toEqual(['2027-03', '2027-08']);
  expect(of(3, 14)).toEqual(['2028-03', '2028-04']);
  expect(of(2, null)).toEqual(['2027-09', '2028-02']);
  expect(periodMonths('soon', 6, 1, 24)).toBeNull();
});
