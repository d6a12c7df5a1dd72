import { expect, test } from 'vitest';
import { isOutage } from './outage.ts';

const withCode = (code: string) => Object.assign(new Error('x'), { code });

test.each([
  withCode('ECONNREFUSED'),
  withCode('57P01'),
  withCode('57P03'),
  withCode('08006'),
  withCode('53100'),
  new Error('Connection terminated unexpectedly'),
  new Error('timeout exceeded when trying to connect'),
  new Error('wrapped', { cause: withCode('ECONNRESET') }),
  new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')]),
])('an outage: %o', (error) => {
  expect(isOutage(error)).toBe(true);
});

test.each([
  new Error('duplicate key'),
  withCode('23505'),
  withCode('40P01'),
  withCode('57014'),
  'ECONNREFUSED',
  undefined,
])('the work itself: %o', (error) => {
  expect(isOutage(error)).toBe(false);
});
