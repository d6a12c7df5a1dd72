import { quantityText } from '@samspel/domain/money/quantity';
import { formatMoney, formatNumber } from '#lib/kit/format.ts';
import { m } from '#lib/paraglide/messages.js';
import type { CellsChange } from './change-cells.ts';
import type { RangeSum } from './range-sum.ts';

/** How many cells are chosen, and what they come to. */
export function rangeText(count: number, sum: RangeSum | null, currency: string): string {
  if (!sum) return m.grid_range({ count });
  return m.grid_range_sum({ count, sum: sumText(sum, currency) });
}

function sumText(sum: RangeSum, currency: string): string {
  if (sum.kind === 'quantity') return formatNumber(Number(quantityText(sum.sum)), 4);
  return formatMoney(sum.sum, { currency: sum.kind === 'price' ? sum.currency : currency });
}

/** What a deed came to; null when it did all that was asked, and shows. */
export function changeText({ written, skipped }: CellsChange): string | null {
  if (skipped === 0) return written > 1 ? m.grid_changed({ count: written }) : null;
  return m.grid_changed_but({ count: written, skipped });
}
