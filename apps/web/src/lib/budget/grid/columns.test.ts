import { describe, expect, it } from 'vitest';
import { cellSpans, columnsOf, isEditable, periodOf, shownColumns, tracksOf } from './columns.ts';

const few = shownColumns({ workPackage: false, quantities: false, amounts: false }, 3);
const all = shownColumns({ workPackage: true, quantities: true, amounts: true }, 3);
const drawn = (...args: Parameters<typeof cellSpans>) =>
  cellSpans(...args).map(({ column, span, blank }) => `${column}:${span}${blank ? '-' : ''}`);

describe('the columns of a budget', () => {
  it('are those that one chose to see, the sum last', () => {
    expect(few.join(' ')).toBe(
      'description functionTitle quantity unit unitPriceMinor period total',
    );
    expect(all.slice(5).join(' ')).toBe('workPackage period q1 q2 q3 a1 a2 a3 total');
  });

  it('are filled from left to right whatever kind of row it is', () => {
    expect(drawn(few, columnsOf(few, 'line', 'STAFF'), true)).toHaveLength(7);
    expect(drawn(few, columnsOf(few, 'line', 'TRAVEL'), true)[0]).toBe('description:2');
    expect(drawn(few, columnsOf(few, 'line', 'TRAVEL'), false).slice(0, 2)).toEqual([
      'description:1',
      'functionTitle:1-',
    ]);
    expect(drawn(few, columnsOf(few, 'sum'), true)).toEqual(['description:6', 'total:1']);
    expect(drawn(all, columnsOf(all, 'flat'), true)).toEqual([
      ...['description:4', 'unitPriceMinor:1', 'workPackage:5-', 'a1:1', 'a2:1', 'a3:1', 'total:1'],
    ]);
    for (const kind of ['category', 'line', 'flat', 'sum'] as const) {
      const cells = cellSpans(all, columnsOf(all, kind, 'TRAVEL'), true);
      expect(cells.reduce((sum, { span }) => sum + span, 0)).toBe(all.length);
    }
  });

  it('say which period they are about and whether one writes in them', () => {
    expect(['q1', 'a12', 'quantity', 'q0', 'qx'].map(periodOf)).toEqual([1, 12, null, null, null]);
    expect(['q1', 'a1', 'total', 'unit', 'nothing'].map(isEditable)).toEqual([
      ...[true, false, false, true, false],
    ]);
    expect(tracksOf(few, true).least).toBeLessThan(tracksOf(few, false).least);
  });
});
