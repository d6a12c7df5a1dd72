import type { BudgetLine } from '@samspel/domain/budget/budget-sheet';
import { describe, expect, it } from 'vitest';
import { amountText, type CellContext, cellText, readCellInput } from './cell-input.ts';

const context: CellContext = {
  ...{ style: 'sv', periods: 4, currency: 'EUR', exchange: null },
  packages: [
    { id: 'wp-a', title: 'Ledning' },
    { id: 'wp-b', title: '' },
  ],
};
const staff = { category: 'STAFF', currency: 'EUR' } as const;

describe('reading what is typed into a cell', () => {
  it('reads prices in Swedish and English', () => {
    expect(readCellInput(staff, 'unitPriceMinor', '40 285,43', context)).toEqual({
      ok: true,
      cells: { unitPriceMinor: '4028543', currency: 'EUR' },
    });
    expect(
      readCellInput(staff, 'unitPriceMinor', '40,285.43', { ...context, style: 'en' }),
    ).toEqual({ ok: true, cells: { unitPriceMinor: '4028543', currency: 'EUR' } });
  });

  it('never takes kronor for euro', () => {
    expect(readCellInput(staff, 'unitPriceMinor', '100 kr', context)).toEqual({
      ok: false,
      fault: 'no_exchange',
    });
    expect(
      readCellInput(staff, 'unitPriceMinor', '100 kr', { ...context, exchange: 'SEK' }),
    ).toEqual({ ok: true, cells: { unitPriceMinor: '10000', currency: 'SEK' } });
  });

  it('takes the unit that follows a quantity', () => {
    expect(readCellInput(staff, 'quantity', '1 376 h', context)).toEqual({
      ok: true,
      cells: { quantity: '1376', unit: 'h' },
    });
    expect(readCellInput(staff, 'quantity', '12,5', context)).toEqual({
      ok: true,
      cells: { quantity: '12.5' },
    });
  });

  it('names the fault and changes nothing', () => {
    expect(readCellInput(staff, 'quantity', 'many', context)).toMatchObject({ ok: false });
    expect(readCellInput(staff, 'unitPriceMinor', '-5', context)).toEqual({
      ok: false,
      fault: 'negative',
    });
    const revenue = { category: 'REVENUE', currency: 'EUR' } as const;
    expect(readCellInput(revenue, 'unitPriceMinor', '5', context)).toEqual({
      ok: false,
      fault: 'revenue_positive',
    });
    expect(readCellInput(staff, 'period', '5', context)).toEqual({
      ok: false,
      fault: 'period_range',
    });
    expect(readCellInput(staff, 'unit', 'x'.repeat(41), context)).toEqual({
      ok: false,
      fault: 'too_long',
    });
  });

  it('reads an empty period as the whole project', () => {
    expect(readCellInput(staff, 'period', ' ', context)).toEqual({
      ok: true,
      cells: { period: null },
    });
  });

  it('finds a work package by its number, its title or both', () => {
    const read = (text: string) => readCellInput(staff, 'workPackage', text, context);
    for (const text of ['1', 'ledning', ' 1 Ledning ']) {
      expect(read(text)).toEqual({ ok: true, cells: { workPackage: 'wp-a' } });
    }
    expect(read('2')).toEqual({ ok: true, cells: { workPackage: 'wp-b' } });
    expect(read('')).toEqual({ ok: true, cells: { workPackage: null } });
    expect(read('3')).toEqual({ ok: false, fault: 'no_package' });
  });

  it('MO11 reads a quantity of one period, and leaves it to the rest when empty', () => {
    const read = (text: string) => readCellInput(staff, 'q12', text, context);
    expect(read('12,5')).toEqual({ ok: true, cells: { q12: '12.5' } });
    expect(read('')).toEqual({ ok: true, cells: { q12: null } });
    expect(read('-1')).toMatchObject({ ok: false });
  });
});

describe('the text that an editor opens with', () => {
  it('can be read back to the same value', () => {
    for (const style of ['sv', 'en'] as const) {
      for (const minor of ['0', '5', '123456789', '100']) {
        const line: BudgetLine = {
          ...{
            id: 'a',
            category: 'STAFF' as const,
            currency: 'EUR' as const,
            description: '',
            functionTitle: '',
          },
          ...{ unit: '', quantity: '12.5', period: null, workPackage: null, note: '' },
          unitPriceMinor: minor,
        };
        const input = readCellInput(
          line,
          'unitPriceMinor',
          cellText(line, 'unitPriceMinor', { ...context, style }),
          {
            ...context,
            style,
          },
        );
        expect(input).toEqual({ ok: true, cells: { unitPriceMinor: minor, currency: 'EUR' } });
      }
    }
    expect(amountText('-5', 'sv')).toBe('-0,05');
  });
});
