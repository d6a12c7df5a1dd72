import type { LineRegisters } from '@samspel/documents/budget-document';
import type { GridRow } from './grid-rows.ts';

// What is said in the first column concerns the line as a whole.
const ofLine = 'description';

/** What somebody wrote about a cell; empty where nobody did. */
export function noteOf(row: GridRow | undefined, column: string): string {
  if (row?.kind !== 'line') return '';
  return column === ofLine ? row.line.note : (row.line.cellNotes?.[column] ?? '');
}

/** What keeps it. */
export function noteRegister(column: string, note: string): LineRegisters {
  return column === ofLine ? { note } : { [`note:${column}`]: note || null };
}
