import { toMinor } from '@samspel/domain/money/money';
import { expect, test } from 'vitest';
import { linesByReason } from './effect-groups.ts';

test('lines of one category and one reason are told together, with their sum', () => {
  const line = (lineId: string, category: 'TRAVEL' | 'STAFF', amount: bigint, flat = true) => ({
    ...{ lineId, category, amount: toMinor(amount) },
    because: flat ? ('otherOnStaff' as const) : null,
  });
  expect(
    linesByReason([
      line('a', 'TRAVEL', 5n),
      line('b', 'STAFF', 1n, false),
      line('c', 'TRAVEL', 7n),
      line('d', 'TRAVEL', 1n, false),
    ]),
  ).toEqual([
    { category: 'TRAVEL', because: 'otherOnStaff', count: 2, amount: 12n },
    { category: 'STAFF', because: null, count: 1, amount: 1n },
    { category: 'TRAVEL', because: null, count: 1, amount: 1n },
  ]);
});
