import { describe, expect, it } from 'vitest';
import { moveFocus, type NavigationRow, surviving } from './navigation.ts';

const order = ['what', 'quantity', 'price', 'total'];
const rows: NavigationRow[] = [
  { id: 'staff', columns: ['what', 'total'] },
  { id: 'a', columns: order },
  { id: 'b', columns: order },
  { id: 'sum', columns: ['what', 'total'] },
];
const go = (row: string, column: string, key: string, more = {}, wanted?: string) =>
  moveFocus(rows, order, { row, column }, { key, ...more }, wanted);

describe('moving through the grid', () => {
  it('steps by arrows and stops at the edges', () => {
    expect(go('a', 'quantity', 'ArrowRight')).toEqual({ row: 'a', column: 'price' });
    expect(go('a', 'what', 'ArrowLeft')).toEqual({ row: 'a', column: 'what' });
    expect(go('a', 'quantity', 'ArrowDown')).toEqual({ row: 'b', column: 'quantity' });
    expect(go('staff', 'what', 'ArrowUp')).toEqual({ row: 'staff', column: 'what' });
    expect(go('sum', 'total', 'ArrowDown')).toEqual({ row: 'sum', column: 'total' });
  });

  it('meets a short row at its nearest cell and returns to the column it came from', () => {
    expect(go('b', 'price', 'ArrowDown')).toEqual({ row: 'sum', column: 'what' });
    expect(go('sum', 'what', 'ArrowUp', {}, 'price')).toEqual({ row: 'b', column: 'price' });
  });

  it('jumps with Home, End and Ctrl', () => {
    expect(go('a', 'price', 'Home')).toEqual({ row: 'a', column: 'what' });
    expect(go('a', 'price', 'End')).toEqual({ row: 'a', column: 'total' });
    expect(go('b', 'price', 'Home', { ctrl: true })).toEqual({ row: 'staff', column: 'what' });
    expect(go('a', 'price', 'End', { ctrl: true })).toEqual({ row: 'sum', column: 'total' });
    expect(go('sum', 'total', 'ArrowUp', { ctrl: true })).toEqual({
      row: 'staff',
      column: 'total',
    });
    expect(go('a', 'total', 'PageDown')).toEqual({ row: 'sum', column: 'total' });
  });

  it('walks every cell by Tab and leaves at the ends', () => {
    const seen: string[] = [];
    let at = { row: 'staff', column: 'what' };
    for (let steps = 0; steps < 50; steps += 1) {
      seen.push(`${at.row}.${at.column}`);
      const next = moveFocus(rows, order, at, { key: 'Tab' });
      if (!next) break;
      at = next;
    }
    expect(seen).toHaveLength(12);
    expect(go('a', 'what', 'Tab', { shift: true })).toEqual({ row: 'staff', column: 'total' });
    expect(go('staff', 'what', 'Tab', { shift: true })).toBeNull();
  });

  it('keeps the focus alive when a row is gone', () => {
    const left = rows.filter((row) => row.id !== 'b');
    expect(surviving(left, order, { row: 'b', column: 'price' }, 2)).toEqual({
      row: 'sum',
      column: 'what',
    });
    expect(surviving(rows, order, { row: 'a', column: 'price' }, 0)).toEqual({
      row: 'a',
      column: 'price',
    });
  });
});
