import type { NumberStyle } from '../money/parse-amount.ts';
import type { ImportedCell } from './imported-file.ts';
import { type CellReadFault, quantityOfCell, textOf } from './read-cell.ts';

/** EX6: "P1: 40; P3: 120.5". The letter keeps a spreadsheet from reading a time of day. */
export function periodQuantitiesText(
  perPeriod: Readonly<Record<string, string>> | undefined,
  style: NumberStyle,
): string {
  const mark = style === 'sv' ? ',' : '.';
  return Object.entries(perPeriod ?? {})
    .map(([period, quantity]) => `P${period}: ${unmistakable(quantity).replace('.', mark)}`)
    .join('; ');
}

/** With three decimals the mark could as well stand between thousands. */
const unmistakable = (quantity: string) => (/\.\d{3}$/.test(quantity) ? `${quantity}0` : quantity);

export type PeriodQuantities =
  | { ok: true; value: Record<string, string> | null }
  | { ok: false; fault: CellReadFault | 'period_range' };

const part = /^(?:p|period)?\s*(\d{1,3})\s*[:=]\s*(.+)$/iu;

/** EX6: the same, as somebody may have typed it; null where nothing stands. */
export function readPeriodQuantities(
  cell: ImportedCell,
  style: NumberStyle,
  periods: number,
): PeriodQuantities {
  const text = textOf(cell);
  if (text === '') return { ok: true, value: null };
  const found = new Map<number, string>();
  for (const one of text.split(';').filter((piece) => piece.trim() !== '')) {
    const [, period, quantity = ''] = part.exec(one.trim()) ?? [];
    if (period === undefined) return { ok: false, fault: 'not_a_number' };
    const number = Number(period);
    if (number < 1 || number > periods || found.has(number)) {
      return { ok: false, fault: 'period_range' };
    }
    const read = quantityOfCell(quantity, style);
    if (!read.ok) return read;
    found.set(number, read.value);
  }
  const inOrder = [...found].sort(([a], [b]) => a - b);
  return { ok: true, value: Object.fromEntries(inOrder) };
}
