import type { ImportField } from '@samspel/domain/exchange/heading-words';
import type { ImportedFile, ImportedSheet } from '@samspel/domain/exchange/imported-file';
import type { ImportedRowReading } from '@samspel/domain/exchange/imported-line';
import type { ColumnPlan } from '@samspel/domain/exchange/propose-columns';
import { textOf } from '@samspel/domain/exchange/read-cell';
import type { NumberStyle } from '@samspel/domain/money/parse-amount';

export interface FileColumn {
  column: number;
  heading: string;
  samples: string[];
}

/** The columns of a sheet that hold anything, as people know them: by heading and first values. */
export function columnsOf({ rows }: Pick<ImportedSheet, 'rows'>, plan: ColumnPlan): FileColumn[] {
  const { headingRow } = plan;
  const heading = rows.find(({ row }) => row === headingRow);
  const below = rows.filter(({ row }) => headingRow === null || row > headingRow);
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  return Array.from({ length: width }, (_, column) => ({
    column,
    heading: textOf(heading?.cells[column]),
    samples: below
      .map(({ cells }) => textOf(cells[column]))
      .filter(Boolean)
      .slice(0, 3),
  })).filter(({ heading: text, samples }) => text !== '' || samples.length > 0);
}

/** A field has one column: choosing it for one takes it from another. */
export function chooseField(plan: ColumnPlan, column: number, field: ImportField | ''): ColumnPlan {
  const fields = plan.fields.map((known) => (known === field ? null : known));
  while (fields.length <= column) fields.push(null);
  fields[column] = field || null;
  return { ...plan, fields };
}

/** Who separates by semicolons does so because the comma is taken. */
export function styleOf(file: Pick<ImportedFile, 'text'>): NumberStyle | null {
  if (file.text?.separator === ';') return 'sv';
  return file.text?.separator === ',' ? 'en' : null;
}

/** Rows that name no category, though each line needs one. */
export function lacksCategory(rows: readonly ImportedRowReading[]): boolean {
  return rows.some(
    (row) => row.state === 'faulty' && row.faults.some(({ fault }) => fault === 'no_category'),
  );
}
