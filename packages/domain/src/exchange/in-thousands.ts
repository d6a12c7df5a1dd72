import { type ImportField, importFields } from './heading-words.ts';
import type { ImportedRow } from './imported-file.ts';
import type { ColumnPlan } from './propose-columns.ts';
import { textOf } from './read-cell.ts';

/** As a unit of account: "tkr" is a thousand kronor, "mnkr" a million, "k€" a thousand euro. */
const units =
  /(^|[^\p{L}])(tkr|tsek|ksek|mkr|mnkr|msek|teur|keur|meur|[tkm]\s?€|€\s?[tkm])([^\p{L}]|$)|(^|[\s€(])['’´]000/iu;
const words = /(^|[^\p{L}])(tusental|tusen|miljoner|thousands?|millions?)([^\p{L}]|$)/iu;

const money: readonly ImportField[] = ['unitPrice', 'amount'];

/**
 * EX7: the fields whose column counts in thousands or millions, by its heading or by what stands above
 * the headings. Taken as they stand, amounts would be a thousand times too small.
 */
export function fieldsInThousands(
  rows: readonly ImportedRow[],
  { headingRow, fields }: ColumnPlan,
): ReadonlySet<ImportField> {
  if (headingRow === null) return new Set();
  const above = rows.some(
    ({ row, cells }) => row < headingRow && cells.some((cell) => units.test(textOf(cell))),
  );
  if (above) return new Set(money);
  const heading = rows.find(({ row }) => row === headingRow);
  return new Set(
    importFields.filter((field) => {
      const text = textOf(heading?.cells[fields.indexOf(field)]);
      return money.includes(field) && (units.test(text) || words.test(text));
    }),
  );
}
