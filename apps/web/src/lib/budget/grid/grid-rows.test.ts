import type { BudgetSheet } from '@samspel/domain/budget/budget-sheet';
import { computeBudget } from '@samspel/domain/budget/compute-budget';
import { onePeriod } from '@samspel/domain/budget/timeline';
import type { CallDefinition } from '@samspel/domain/call/call';
import { describe, expect, it } from 'vitest';
import { type ColumnChoice, shownColumns } from './columns.ts';
import { gridRows, isEntered, navigationRows, openGridRows } from './grid-rows.ts';

const call = {
  ...{ currency: 'EUR', euRateBp: 5000, minEuMinor: '0', maxEuMinor: '999999999999' },
  flatRates: { otherOnStaff: { maxBp: 4000, adjustable: true } },
  costModels: ['real_cost'],
} as unknown as CallDefinition;

const line = (id: string, category: 'STAFF' | 'TRAVEL', price: string) => ({
  ...{ id, category, description: id, functionTitle: '', unit: '', quantity: '1' },
  ...{ unitPriceMinor: price, currency: 'EUR' as const, period: null, workPackage: null, note: '' },
});

const everything: ColumnChoice = { workPackage: true, quantities: true, amounts: true };

function rowsOf(sheet: BudgetSheet, draw = gridRows, periods = 0) {
  const result = computeBudget({
    call,
    partners: [{ id: 'B', lines: sheet.lines, flat: sheet.flat, sources: [] }],
  });
  const budget = result.partners[0];
  if (!budget) throw new Error('no budget');
  const rules = { ...call, timeline: { ...onePeriod, periods: Math.max(1, periods) } };
  const byPeriod = periods > 0 ? new Map([['STAFF' as const, [5n, 6n, 7n]]]) : null;
  return draw({
    ...{ call, rules, sheet, budget, void: new Set() },
    ...{ periods: byPeriod, quantities: periods > 0 },
  });
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
    const columns = new Map<string, readonly string[]>(
      navigationRows(rows, shownColumns(everything, 2)).map((row) => [row.id, row.columns]),
    );
    expect(columns.get('a')).toContain('functionTitle');
    expect(columns.get('t')).not.toContain('functionTitle');
  });

  it('MO11 shows quantities by period: the last has the rest and is not written in', () => {
    const entered = { ...line('a', 'STAFF', '100'), quantity: '10', perPeriod: { 1: '4' } };
    const rows = rowsOf({ lines: [entered], flat: {} }, gridRows, 3);
    const row = rows.find(({ id }) => id === 'a');
    if (row?.kind !== 'line') throw new Error('no line');
    expect(row.split).toEqual({ quantities: [40_000n, 0n, 60_000n], last: 3 });
    expect(row.periods).toEqual([400n, 0n, 600n]);
    const entry = ['q1', 'q2', 'q3', 'a1', 'total', 'quantity'].map((it) => isEntered(row, it));
    expect(entry).toEqual([true, true, false, false, false, true]);
    const alone = { ...row, line: { ...entered, period: 2 } };
    expect(isEntered(alone, 'q1')).toBe(false);
    expect(rows.find(({ id }) => id === 'category-STAFF')?.periods).toEqual([5n, 6n, 7n]);
    expect(rows.find(({ id }) => id === 'sum-total')?.periods).toEqual([5n, 6n, 7n]);
  });

  it('hands back the very rows in which nothing changed', () => {
    const draw = openGridRows();
    const sheet = (price: string) => ({
      lines: [{ ...line('a', 'STAFF', '1'), perPeriod: { 1: '1' } }, line('t', 'TRAVEL', price)],
      flat: {},
    });
    const before = rowsOf(sheet('1'), draw);
    const after = rowsOf(sheet('2'), draw);
    const changed = after.filter((row, at) => row !== before[at]).map(({ id }) => id);
    expect(changed).toEqual(['category-TRAVEL', 't', 'sum-total', 'sum-own']);
    expect(after.find(({ id }) => id === 't')).toMatchObject({ amount: 2n });
  });
});
