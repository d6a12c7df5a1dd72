import { m } from '#lib/paraglide/messages.js';
import { cellText, columnText } from './cell-text.ts';
import type { HandedBack } from './handed-back.ts';

/** Everything of one document that was not taken, as text that can be pasted elsewhere. */
export function handedBackText(
  items: readonly HandedBack[],
  currency: string,
  nameOf: (id: string) => string,
): string {
  return items.map((item) => lineOf(item, currency, nameOf)).join('\n');
}

function lineOf(item: HandedBack, currency: string, nameOf: (id: string) => string): string {
  if (item.kind === 'text') return item.text;
  const row = item.rowName || m.budget_unnamed();
  if (item.kind === 'row') {
    return item.change === 'added' ? m.collab_row_added({ row }) : m.collab_row_removed({ row });
  }
  const column = columnText(item.field, currency);
  const value = cellText(item.field, item.value, nameOf);
  return item.row === null ? `${column}: ${value}` : `${row} – ${column}: ${value}`;
}
