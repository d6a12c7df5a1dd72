import { currencyIn, fieldOfHeading, type ImportField } from './heading-words.ts';
import type { ImportedSheet } from './imported-file.ts';
import { textOf } from './read-cell.ts';

export interface ColumnPlan {
  /** The row (as the file counts) after which lines begin; null takes every row. */
  headingRow: number | null;
  /** By column, 0-based. */
  fields: (ImportField | null)[];
  /** The currency that the heading of the price names. */
  currency: 'EUR' | 'SEK' | null;
}

// Titles, logos and instructions stand above a budget, seldom more than this.
const searched = 40;

const needed: readonly ImportField[] = ['unitPrice', 'amount'];

/** EX1: the row that heads the lines and what each of its columns holds, by the words that stand there. */
export function proposeColumns(sheet: Pick<ImportedSheet, 'rows'>): ColumnPlan {
  let best: ColumnPlan = { headingRow: null, fields: [], currency: null };
  let most = 1;
  for (const { row, cells } of sheet.rows.slice(0, searched)) {
    const fields = fieldsOf(cells.map((cell) => (typeof cell === 'string' ? textOf(cell) : '')));
    const found = fields.filter((field) => field !== null);
    if (found.length <= most || !found.some((field) => needed.includes(field))) continue;
    most = found.length;
    const at = fields.indexOf(fields.includes('unitPrice') ? 'unitPrice' : 'amount');
    best = { headingRow: row, fields, currency: currencyIn(textOf(cells[at])) };
  }
  return best;
}

/** A field is taken once, from the first column that names it. */
function fieldsOf(headings: readonly string[]): (ImportField | null)[] {
  const taken = new Set<ImportField>();
  return headings.map((heading) => {
    const field = fieldOfHeading(heading);
    if (field === null || taken.has(field)) return null;
    taken.add(field);
    return field;
  });
}

/** The sheet that looks most like a budget: the one whose headings say the most. */
export function proposeSheet(sheets: readonly Pick<ImportedSheet, 'rows'>[]): number {
  const known = sheets.map(
    (sheet) => proposeColumns(sheet).fields.filter((field) => field !== null).length,
  );
  const most = Math.max(...known, 0);
  if (most > 0) return known.indexOf(most);
  return Math.max(
    sheets.findIndex(({ rows }) => rows.length > 0),
    0,
  );
}
