import type { BudgetLine, CostCategory } from '@samspel/domain/budget/budget-sheet';
import { describe, expect, it } from 'vitest';
import { shownColumns } from '../grid/columns.ts';
import { type GridRow, navigationRows } from '../grid/grid-rows.ts';
import { areaBetween, cellsIn } from './area.ts';
import { clearing, copyOf, fillingDown, fillingOver } from './change-cells.ts';
import { rangeSum } from './range-sum.ts';

const shown = shownColumns({ workPackage: false, quantities: true, amounts: false }, 2);
const line = (id: string, category: CostCategory, more: Partial<BudgetLine> = {}): GridRow => ({
  ...{ kind: 'line', id, amount: 150n, counts: true, periods: null },
  split: { quantities: [5000n, 5000n], last: 2 },
  line: {
    ...{ id, category, description: id, functionTitle: '', unit: 'h', quantity: '1' },
    ...{ unitPriceMinor: '150', currency: 'EUR', period: null, workPackage: null, note: '' },
    ...more,
  },
});
const rows: GridRow[] = [
  { kind: 'category', id: 'staff', category: 'STAFF', sum: 300n, periods: null },
  line('a', 'STAFF', {
    functionTitle: 'Lead',
    quantity: '7',
    perPeriod: { 1: '3' },
    cellNotes: { unit: 'whole days' },
  }),
  line('b', 'STAFF'),
  line('r', 'REVENUE', { unitPriceMinor: '-5' }),
];

const rowOf = (id: string) => rows.find((row) => row.id === id);
const area = (from: [string, string], to: [string, string]) => {
  const [anchor, head] = [from, to].map(([row, column]) => ({ row, column }));
  const stops = navigationRows([...rows, ...more.slice(3)], shown);
  const found = anchor && head ? areaBetween(stops, shown, anchor, head) : null;
  if (!found) throw new Error('no area');
  return found;
};

const more = [
  ...rows.slice(0, 3),
  ...[
    ['c', '3'],
    ['d', '4'],
    ['e', '5'],
  ].map(([id = '', quantity = '']) => line(id, 'STAFF', { quantity })),
];

describe('what is done to a range', () => {
  it('empties what people enter, and counts what they do not', () => {
    const { change, written, skipped } = clearing(
      cellsIn(area(['staff', 'quantity'], ['a', 'total'])),
      rowOf,
    );
    expect(change.cells?.map(({ cells }) => cells)).toEqual([
      ...[{ quantity: '0' }, { unit: '' }, { unitPriceMinor: '0' }, { period: null }, { q1: null }],
    ]);
    // The last period has the rest, and the total is computed.
    expect([written, skipped]).toEqual([5, 2]);
  });

  it('fills down what the first line has, where the others take it', () => {
    const { change, skipped } = fillingDown(area(['a', 'functionTitle'], ['r', 'q1']), rows);
    const written = (id: string) =>
      Object.assign(
        {},
        ...(change.cells ?? []).filter((one) => one.lineId === id).map((one) => one.cells),
      );
    expect(written('b')).toEqual({
      ...{ functionTitle: 'Lead', quantity: '7', unit: 'h', unitPriceMinor: '150' },
      ...{ currency: 'EUR', period: null, q1: '3' },
    });
    // Revenue is negative; it takes no cost.
    expect(written('r')).not.toHaveProperty('unitPriceMinor');
    expect(skipped).toBe(1);
  });

  it('fills one line from the one above', () => {
    const { change } = fillingDown(area(['b', 'quantity'], ['b', 'quantity']), rows);
    expect(change.cells).toEqual([{ lineId: 'b', cells: { quantity: '7' } }]);
    expect(fillingDown(area(['a', 'quantity'], ['a', 'quantity']), rows).written).toBe(0);
  });

  it('fills beyond the chosen lines, down or up, each in its turn', () => {
    const fill = (from: [string, string], to: [string, string], end: [string, string]) => {
      const whole = area(end[0] < from[0] ? end : from, end[0] < from[0] ? to : end);
      return fillingOver(area(from, to), whole, more).change.cells?.map((one) => [
        one.lineId,
        one.cells.quantity,
      ]);
    };
    expect(fill(['a', 'quantity'], ['b', 'quantity'], ['e', 'quantity'])).toEqual([
      ...[
        ['c', '7'],
        ['d', '1'],
        ['e', '7'],
      ],
    ]);
    expect(fill(['c', 'quantity'], ['d', 'quantity'], ['a', 'quantity'])).toEqual([
      ...[
        ['a', '3'],
        ['b', '4'],
      ],
    ]);
  });

  it('copies a line with its periods', () => {
    const row = rowOf('a');
    if (row?.kind !== 'line') throw new Error('no line');
    expect(copyOf(row.line)).toMatchObject({
      ...{ category: 'STAFF', quantity: '7', q1: '3', 'note:unit': 'whole days' },
    });
    expect(copyOf(row.line)).not.toHaveProperty('id');
  });

  it('sums what may be summed, once', () => {
    const sum = (from: [string, string], to: [string, string]) =>
      rangeSum(cellsIn(area(from, to)), rowOf);
    expect(sum(['staff', 'description'], ['r', 'total'])).toEqual({ kind: 'amount', sum: 450n });
    expect(sum(['staff', 'total'], ['staff', 'total'])).toEqual({ kind: 'amount', sum: 300n });
    expect(sum(['a', 'quantity'], ['b', 'unit'])).toEqual({ kind: 'quantity', sum: 80_000n });
    expect(sum(['a', 'unitPriceMinor'], ['b', 'unitPriceMinor'])).toEqual({
      ...{ kind: 'price', sum: 300n, currency: 'EUR' },
    });
    expect(sum(['a', 'unit'], ['b', 'unit'])).toBeNull();
  });
});
