import type { StackedSeries } from '@samspel/domain/budget/overview/charts';
import { toMinor } from '@samspel/domain/money/money';
import { expect, test } from 'vitest';
import { gatherSmall } from './gather-small.ts';

const table: StackedSeries = {
  along: [1, 2],
  series: [
    ['a', 1n, 2n],
    ['b', 50n, 0n],
    ['c', 0n, 4n],
    ['d', -90n, 0n],
  ].map(([key, ...values]) => {
    const amounts = (values as bigint[]).map(toMinor);
    return {
      key: String(key),
      values: amounts,
      total: toMinor(amounts.reduce<bigint>((a, b) => a + b, 0n)),
    };
  }),
  totals: [toMinor(-39n), toMinor(6n)],
};

test('MO15 what is gathered still adds up, place by place', () => {
  const drawn = gatherSmall(table, 3);
  expect(drawn.map(({ key, gathered }) => [key, gathered])).toEqual([
    ['b', 0],
    ['d', 0],
    [null, 2],
  ]);
  expect(table.along.map((_, at) => drawn.reduce((sum, one) => sum + one.values[at]!, 0n))).toEqual(
    table.totals,
  );
  expect(gatherSmall(table, 4).map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd']);
});
