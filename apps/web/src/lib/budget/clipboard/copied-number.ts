import { quantityText } from '@samspel/domain/money/quantity';
import { amountText } from '../grid/cell-input.ts';
import { type GridColumn, isQuantityColumn, periodOf } from '../grid/columns.ts';
import type { GridRow } from '../grid/grid-rows.ts';

/** The number that a cell holds, as a decimal; null where it holds none. */
export function numberIn(row: GridRow, column: GridColumn): string | null {
  const period = periodOf(column);
  if (period !== null) {
    if (!isQuantityColumn(column)) return amountOf(row.periods?.[period - 1]);
    const quantity = row.kind === 'line' ? row.split?.quantities[period - 1] : undefined;
    return quantity ? quantityText(quantity) : null;
  }
  if (column === 'total') return amountOf(row.kind === 'category' ? row.sum : row.amount);
  if (row.kind !== 'line') return null;
  if (column === 'quantity') return row.line.quantity;
  if (column === 'period') return row.line.period === null ? null : String(row.line.period);
  return column === 'unitPriceMinor' ? amountText(row.line.unitPriceMinor, 'en') : null;
}

function amountOf(amount: bigint | undefined): string | null {
  return amount === undefined || amount === 0n ? null : amountText(amount.toString(), 'en');
}
