import { parseMinor } from '@samspel/domain/money/money';
import { parseQuantity } from '@samspel/domain/money/quantity';
import { isQuantityColumn, periodOf } from '../grid/columns.ts';
import type { GridRow } from '../grid/grid-rows.ts';
import type { CellAddress } from '../grid/navigation.ts';

export type RangeSum =
  | { kind: 'amount'; sum: bigint }
  /** In ten-thousandths. */
  | { kind: 'quantity'; sum: bigint }
  | { kind: 'price'; sum: bigint; currency: string };

/**
 * What the chosen cells come to, where that says something: amounts, else quantities, else prices of one
 * currency. Of lines and their headings only the lines count: nothing is added up twice.
 */
export function rangeSum(
  cells: readonly CellAddress[],
  rowOf: (id: string) => GridRow | undefined,
): RangeSum | null {
  const found = cells.flatMap(({ row, column }) => {
    const known = rowOf(row);
    return known ? [{ row: known, column }] : [];
  });
  const single = found.filter(({ row }) => row.kind === 'line' || row.kind === 'flat');
  const counted = single.length > 0 ? single : found;
  return sumOfAmounts(counted) ?? sumOfQuantities(counted) ?? sumOfPrices(counted);
}

type Counted = readonly { row: GridRow; column: string }[];

function added(values: readonly (bigint | undefined)[]): bigint | null {
  const numbers = values.filter((value) => value !== undefined);
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0n);
}

/** A sum over periods would count what stands in the total once more. */
function sumOfAmounts(cells: Counted): RangeSum | null {
  const totals = cells.filter(({ column }) => column === 'total');
  const amounts = totals.map(({ row }) => (row.kind === 'category' ? row.sum : row.amount));
  const periods = cells.map(({ row, column }) =>
    isQuantityColumn(column) ? undefined : row.periods?.[(periodOf(column) ?? 0) - 1],
  );
  const sum = totals.length > 0 ? added(amounts) : added(periods);
  return sum === null ? null : { kind: 'amount', sum };
}

function sumOfQuantities(cells: Counted): RangeSum | null {
  const whole = cells.some(({ column }) => column === 'quantity');
  const sum = added(
    cells.map(({ row, column }) => {
      if (row.kind !== 'line') return undefined;
      if (whole) return column === 'quantity' ? parseQuantity(row.line.quantity) : undefined;
      return isQuantityColumn(column)
        ? row.split?.quantities[(periodOf(column) ?? 0) - 1]
        : undefined;
    }),
  );
  return sum === null ? null : { kind: 'quantity', sum };
}

function sumOfPrices(cells: Counted): RangeSum | null {
  const lines = cells.flatMap(({ row, column }) =>
    row.kind === 'line' && column === 'unitPriceMinor' ? [row.line] : [],
  );
  const currency = lines[0]?.currency;
  if (!currency || lines.some((line) => line.currency !== currency)) return null;
  const sum = added(lines.map(({ unitPriceMinor }) => parseMinor(unitPriceMinor))) ?? 0n;
  return { kind: 'price', sum, currency };
}
