import { expect, test } from 'vitest';
import { stockholmHour } from './stockholm-time.ts';

test('closes at the same hour of the day on both sides of a change of clocks', () => {
  expect(stockholmHour(new Date('2026-11-23T10:00:00Z'), 30, 16).toISOString()).toBe(
    '2026-12-23T15:00:00.000Z',
  );
  expect(stockholmHour(new Date('2027-03-01T10:00:00Z'), 30, 16).toISOString()).toBe(
    '2027-03-31T14:00:00.000Z',
  );
  expect(stockholmHour(new Date('2026-09-28T10:00:00Z'), 30, 16).toISOString()).toBe(
    '2026-10-28T15:00:00.000Z',
  );
});

test('counts calendar days of Stockholm, not of UTC', () => {
  expect(stockholmHour(new Date('2026-11-23T23:30:00Z'), 0, 16).toISOString()).toBe(
    '2026-11-24T15:00:00.000Z',
  );
});
