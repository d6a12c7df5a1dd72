import type { BudgetSheet } from '@samspel/domain/budget/budget-sheet';
import { computeBudget } from '@samspel/domain/budget/compute-budget';
import type { CallDefinition } from '@samspel/domain/call/call';
import { describe, expect, it } from 'vitest';
import { gridRows, navigationRows, openGridRows } from './grid-rows.ts';

const call = {
  ...{ currency: 'EUR', euRateBp: 5000, minEuMinor: '0', maxEuMinor: '999999999999' },
  flatRates: { otherOnStaff: { maxBp: 4000, adjustable: true } },
  costModels: ['real_cost'],
} as unknown as CallDefinition;

const line = (id: string, category: 'STAFF' | 'TRAVEL', price: string) => ({
  ...{ id, category, description: id, functionTitle: '', unit: '', quantity: '1' },
  ...{ unitPriceMinor: price, currency: 'EUR' as const, period: null, workPackage: null, note: '' },
});

function rowsOf(sheet: BudgetSheet, draw = gridRows) {
  const result = computeBudget({
    call,
    partners: [{ id: 'B', lines: sheet.lines, flat: sheet.flat, sources: [] }],
  });
  const budget = result.partners[0];
  if (!budget) throw new Error('no budget');
  return draw({ call, sheet, budget, void: new Set() });
}

describe('a budget as rows', () => {
  it('shows the worked example B: staff, 40 % other, totals', () => {
    const rows = rowsOf({ lines: [line('a', 'STAFF', '9876543')], flat: { otherOnStaff: 4000 } });
    expect(rows.map((row) => row.id)).toEqual([
      ...['category-STAFF', 'a', 'category-OTHER_FLAT', 'flat-otherOnStaff'],
      ...['sum-total', 'sum-eu', 'sum-own'],
    ]);
    expect(rows.find((row) => row.id === 'flat-otherOnStaff')).toMatchObject({ amount: 3950617n });
    expect(rows.find((row) => row.id === 'sum-total')).toMatchObject({ amount: 13827160n });
  });

  it('keeps staff in sight when nothing is there yet', () => {
    expect(rowsOf({ lines: [], flat: {} })[0]).toMatchObject({ id: 'category-STAFF', sum: 0n });
  });

  it('marks lines that a flat rate stands in for', () => {
    const rows = rowsOf({ lines: [line('t', 'TRAVEL', '100')], flat: { otherOnStaff: 4000 } });
    expect(rows.find((row) => row.id === 't')).toMatchObject({ counts: false, amount: 100n });
  });

  it('gives only staff lines a function to reach', () => {
    const rows = rowsOf({
      lines: [line('a', 'STAFF', '1'), line('t', 'TRAVEL', '1')],
      flat: {},
    });
    const columns = new Map(navigationRows(rows).map((row) => [row.id, row.columns]));
    expect(columns.get('a')).toContain('functionTitle');
    expect(columns.get('t')).not.toContain('functionTitle');
  });

  it('hands back the very rows in which nothing changed', () => {
    const draw = openGridRows();
    const sheet = (price: string) => ({
      lines: [line('a', 'STAFF', '1'), line('t', 'TRAVEL', price)],
      flat: {},
    });
    const before = rowsOf(sheet('1'), draw);
    const after = rowsOf(sheet('2'), draw);
    const changed = after.filter((row, at) => row !== before[at]).map(({ id }) => id);
    expect(changed).toEqual(['category-TRAVEL', 't', 'sum-total', 'sum-own']);
    expect(after.find(({ id }) => id === 't')).toMatchObject({ amount: 2n });
  });
});
