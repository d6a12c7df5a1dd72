import { expect, it } from 'vitest';
import type { GridRow, LineRow } from './grid-rows.ts';
import { withValue } from './with-value.ts';

const row: LineRow = {
  ...{ kind: 'line', id: 'a', amount: 0n, counts: true, periods: null, split: null },
  line: {
    ...{ id: 'a', category: 'STAFF', description: 'x', functionTitle: '', unit: '', quantity: '1' },
    ...{ unitPriceMinor: '0', currency: 'EUR', period: 2, workPackage: null, note: '' },
  },
};
const flat: GridRow = {
  ...{ kind: 'flat', id: 'flat-otherOnStaff', flat: 'otherOnStaff', rateBp: 1, amount: 0n },
  ...{ fixed: false, periods: null },
};

it('DO2 shows a row with what a cell once held, and nothing for what no cell can hold', () => {
  expect(withValue(row, 'quantity', '2.5')).toMatchObject({ line: { quantity: '2.5' } });
  expect(withValue(row, 'period', null)).toMatchObject({ line: { period: null } });
  expect(withValue(row, 'unit', null)).toMatchObject({ line: { unit: '' } });
  expect(withValue(row, 'q2', '4')).toMatchObject({ split: { quantities: [undefined, 40_000n] } });
  expect(withValue(flat, 'unitPriceMinor', 4000)).toMatchObject({ rateBp: 4000 });
  for (const [column, value] of [
    ['quantity', 'many'],
    ['quantity', null],
    ['unitPriceMinor', '1.5'],
    ['description', 5],
    ['q2', null],
  ] as const) {
    expect(withValue(row, column, value)).toBeNull();
  }
  expect(withValue(flat, 'unitPriceMinor', '4000')).toBeNull();
});
