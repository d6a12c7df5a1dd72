import { describe, expect, it } from 'vitest';
import { areaBetween, cellsIn, extendTo } from './area.ts';

const shown = ['text', 'function', 'quantity', 'price', 'total'];
const stops = [
  { id: 'staff', columns: ['text', 'total'] },
  { id: 'a', columns: shown },
  { id: 'travel', columns: ['text', 'total'] },
  { id: 'b', columns: ['text', 'quantity', 'price', 'total'] },
];
const at = (row: string, column: string) => ({ row, column });
const names = (anchor: ReturnType<typeof at>, head: ReturnType<typeof at>) => {
  const area = areaBetween(stops, shown, anchor, head);
  return area && cellsIn(area).map(({ row, column }) => `${row}.${column}`);
};

describe('a range of cells', () => {
  it('is the same from either corner, and has the cells that each row has', () => {
    const expected = ['a.function', 'a.quantity', 'a.price', 'b.quantity', 'b.price'];
    expect(names(at('a', 'function'), at('b', 'price'))).toEqual(expected);
    expect(names(at('b', 'price'), at('a', 'function'))).toEqual(expected);
  });

  it('is none once a corner is gone', () => {
    expect(names(at('gone', 'text'), at('a', 'text'))).toBeNull();
    expect(names(at('a', 'hidden'), at('a', 'text'))).toBeNull();
  });

  it('grows over rows that lack the column, and stops at the edges', () => {
    const grow = (from: ReturnType<typeof at>, key: string, ctrl = false) =>
      extendTo(stops, shown, from, { key, ctrl });
    expect(grow(at('a', 'price'), 'ArrowDown')).toEqual(at('travel', 'price'));
    expect(grow(at('a', 'price'), 'ArrowRight')).toEqual(at('a', 'total'));
    expect(grow(at('a', 'text'), 'ArrowLeft')).toEqual(at('a', 'text'));
    expect(grow(at('b', 'text'), 'PageDown')).toEqual(at('b', 'text'));
    expect(grow(at('a', 'price'), 'End')).toEqual(at('a', 'total'));
    expect(grow(at('a', 'price'), 'Home', true)).toEqual(at('staff', 'text'));
    expect(grow(at('a', 'price'), 'ArrowDown', true)).toEqual(at('b', 'price'));
    expect(grow(at('a', 'price'), 'x')).toEqual(at('a', 'price'));
  });
});
