import type { BudgetLine, CostCategory } from '@samspel/domain/budget/budget-sheet';
import { describe, expect, it } from 'vitest';
import type { CellContext } from '../grid/cell-input.ts';
import { shownColumns } from '../grid/columns.ts';
import { type GridRow, navigationRows } from '../grid/grid-rows.ts';
import { areaBetween } from '../range/area.ts';
import { styleOfBlock, textBlock } from './block-text.ts';
import type { PastedCell } from './pasted-cell.ts';
import { planPaste } from './plan-paste.ts';

const shown = shownColumns({ workPackage: false, quantities: false, amounts: false }, 3);
const context: CellContext = {
  ...{ style: 'sv', periods: 3, currency: 'EUR', exchange: 'SEK', packages: [] },
};
const line = (id: string, category: CostCategory): GridRow => ({
  ...{ kind: 'line', id, amount: 0n, counts: true, periods: null, split: null },
  line: {
    ...{ id, category, description: id, functionTitle: '', unit: '', quantity: '1' },
    ...{ unitPriceMinor: '0', currency: 'EUR', period: null, workPackage: null, note: '' },
  } satisfies BudgetLine,
});
const rows: GridRow[] = [
  { kind: 'category', id: 'staff', category: 'STAFF', sum: 0n, periods: null },
  ...[line('a', 'STAFF'), line('b', 'STAFF')],
  { kind: 'category', id: 'travel', category: 'TRAVEL', sum: 0n, periods: null },
  ...[line('t', 'TRAVEL'), line('u', 'TRAVEL')],
  { kind: 'sum', id: 'sum-total', amount: 0n, periods: null },
];
const stops = navigationRows(rows, shown);

function paste(row: string, column: string, block: PastedCell[][] | string, to?: [string, string]) {
  const at = { row, column };
  const head = to ? { row: to[0], column: to[1] } : at;
  const cells = typeof block === 'string' ? textBlock(block).cells : block;
  const style = styleOfBlock(cells, context.style);
  const ground = { rows, shown, context: { ...context, style } };
  return planPaste(ground, at, areaBetween(stops, shown, at, head), cells);
}

const cellsOf = (plan: ReturnType<typeof paste>) =>
  (plan.change.cells ?? []).map(({ lineId, cells }) => [lineId, cells]);

describe('a pasted range', () => {
  it('MO8 is read as its own numbers say, Swedish or English', () => {
    const swedish = paste('a', 'quantity', '1\u00a0000,25\th\t1\u202f234,50 kr\n2\th\t−5');
    expect(cellsOf(swedish)[0]).toEqual([
      'a',
      { quantity: '1000.25', unit: 'h', unitPriceMinor: '123450', currency: 'SEK' },
    ]);
    // A cost is not negative: the cell keeps its value and is told.
    expect(swedish.unread).toEqual([
      { row: 'b', line: 'b', column: 'unitPriceMinor', text: '−5', fault: 'negative' },
    ]);
    const english = paste('a', 'quantity', '1,000.25\th\t€1,234.50\n1,500\th\t1.5');
    expect(cellsOf(english)).toEqual([
      ['a', { quantity: '1000.25', unit: 'h', unitPriceMinor: '123450', currency: 'EUR' }],
      ['b', { quantity: '1500', unit: 'h', unitPriceMinor: '150', currency: 'EUR' }],
    ]);
  });

  it('EX3 takes the number behind the text, to the cent, and says what was rounded', () => {
    const block = [[{ text: '296,51', number: '296.511627' }], [{ text: '1.234', number: '1234' }]];
    const plan = paste('a', 'unitPriceMinor', block);
    expect(cellsOf(plan)).toEqual([
      ['a', { unitPriceMinor: '29651', currency: 'EUR' }],
      ['b', { unitPriceMinor: '123400', currency: 'EUR' }],
    ]);
    expect(plan.rounded).toBe(1);
  });

  it('adds lines in its category below the last, and touches no other', () => {
    const plan = paste('b', 'description', 'x\tLead\t2\nEn\tAid\t3\nTvå\tAid\tmany\n\t\t');
    expect(cellsOf(plan)).toEqual([
      ['b', { description: 'x', functionTitle: 'Lead', quantity: '2' }],
    ]);
    const [added] = plan.change.added ?? [];
    expect(added?.after).toBe('b');
    expect(added?.lines).toMatchObject([
      { category: 'STAFF', description: 'En', functionTitle: 'Aid', quantity: '3' },
      { category: 'STAFF', description: 'Två', quantity: '1' },
    ]);
    expect(plan.unread).toEqual([
      { row: null, line: 2, column: 'quantity', text: 'many', fault: 'not_a_number' },
    ]);
  });

  it('on a heading begins new lines of its category', () => {
    const plan = paste('travel', 'description', 'Train\t\t3');
    expect(plan.change).toMatchObject({
      cells: [],
      added: [{ after: 'u', lines: [{ category: 'TRAVEL', description: 'Train', quantity: '3' }] }],
    });
  });

  it('leaves out what is computed, what a line lacks, and what has no column', () => {
    const plan = paste('t', 'description', 'Tåg\tnobody\t1\tst\t5,00\t1\t500\tmore');
    expect(cellsOf(plan)[0]?.[1]).toMatchObject({ description: 'Tåg', quantity: '1', period: 1 });
    expect(plan.skipped).toBe(3);
    expect(paste('sum-total', 'total', '5').skipped).toBe(1);
  });

  it('is repeated over the chosen cells that it fits into', () => {
    const plan = paste('a', 'quantity', '7', ['u', 'quantity']);
    expect(cellsOf(plan)).toEqual(['a', 'b', 't', 'u'].map((id) => [id, { quantity: '7' }]));
    expect(paste('a', 'quantity', '7\n8\n9', ['b', 'quantity']).added).toBe(1);
  });

  it('empties where it is empty', () => {
    expect(cellsOf(paste('a', 'quantity', '\t\t5,00'))).toEqual([
      ['a', { quantity: '0', unit: '', unitPriceMinor: '500', currency: 'EUR' }],
    ]);
  });
});
