import type { Minor } from '@samspel/domain/money/money';
import type { Column } from '#lib/kit/table.ts';

export interface PastRow {
  id: string;
  /** A text for each column; null where nothing is said. */
  cells: (string | null)[];
}

export interface PastSum {
  label: string;
  was: Minor;
  now: Minor;
}

/** A version of rows as a table: what each says, and what they come to. */
export interface PastTable {
  columns: Column<PastRow>[];
  rows: PastRow[];
  sums: PastSum[];
}

/** The first column names the row. */
export function columnsOf(
  heads: readonly (readonly [label: string, align?: 'start' | 'end'])[],
): Column<PastRow>[] {
  return heads.map(([label, align = 'start'], at) => ({
    ...{ key: String(at), label, align, heading: at === 0 },
    value: ({ cells }) => cells[at],
  }));
}
