import { isQuantityText, parseQuantity } from '@samspel/domain/money/quantity';
import { type GridColumn, periodOf } from './columns.ts';
import type { GridRow } from './grid-rows.ts';

/** A row as it was when a cell had this value; null where the value says nothing (any software may write). */
export function withValue(
  row: GridRow,
  column: GridColumn,
  value: string | number | null,
): GridRow | null {
  if (row.kind === 'flat') return typeof value === 'number' ? { ...row, rateBp: value } : null;
  if (row.kind !== 'line') return null;
  const period = periodOf(column);
  if (period !== null) return withQuantity(row, period, value);
  if (column === 'quantity' && !(typeof value === 'string' && isQuantityText(value))) return null;
  if (column === 'unitPriceMinor' && !/^-?\d{1,15}$/.test(String(value))) return null;
  if (column !== 'period' && typeof value === 'number') return null;
  const nullable = column === 'period' || column === 'workPackage';
  return { ...row, line: { ...row.line, [column]: nullable ? value : (value ?? '') } };
}

function withQuantity(
  row: Extract<GridRow, { kind: 'line' }>,
  period: number,
  value: string | number | null,
): GridRow | null {
  if (typeof value !== 'string' || !isQuantityText(value)) return null;
  const quantities: bigint[] = [];
  quantities[period - 1] = parseQuantity(value);
  return { ...row, split: { quantities, last: row.split?.last ?? 0 } };
}
