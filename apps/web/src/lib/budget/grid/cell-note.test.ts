import type { BudgetLine } from '@samspel/domain/budget/budget-sheet';
import { expect, test } from 'vitest';
import { noteOf, noteRegister } from './cell-note.ts';
import type { GridRow } from './grid-rows.ts';

const line: BudgetLine = {
  ...{ id: 'a', category: 'TRAVEL', description: 'Train', functionTitle: '', unit: '' },
  ...{ quantity: '1', unitPriceMinor: '100', currency: 'EUR', period: null, workPackage: null },
  ...{ note: 'second class', cellNotes: { quantity: 'four trips' } },
};
const row: GridRow = {
  ...{ kind: 'line', id: 'a', line, amount: 100n, counts: true, periods: null, split: null },
};

test('the first column has the note of the line, the others notes of their own', () => {
  expect(noteOf(row, 'description')).toBe('second class');
  expect(noteOf(row, 'quantity')).toBe('four trips');
  expect(noteOf(row, 'unit')).toBe('');
  expect(noteOf(undefined, 'quantity')).toBe('');
  expect(noteRegister('description', '')).toEqual({ note: '' });
  expect(noteRegister('quantity', 'x')).toEqual({ 'note:quantity': 'x' });
  expect(noteRegister('q2', '')).toEqual({ 'note:q2': null });
});
