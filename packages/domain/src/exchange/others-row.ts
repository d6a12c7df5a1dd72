import { plainWords } from './heading-words.ts';
import type { ImportedRow } from './imported-file.ts';
import type { ColumnPlan } from './propose-columns.ts';
import { textOf } from './read-cell.ts';

/**
 * EX8: whether a row is another partner's, as in a file of the whole project. Only a name of this project
 * counts: people call their own organisation by many names.
 */
export function isOthersRow(
  { cells }: ImportedRow,
  { fields }: Pick<ColumnPlan, 'fields'>,
  others: ReadonlySet<string>,
): boolean {
  const column = fields.indexOf('partner');
  return column !== -1 && others.has(plainWords(textOf(cells[column] ?? null)));
}

/** The names by which a file may call the other partners; what this one is called, too, tells nothing. */
export function othersNames(
  partners: readonly { id: string; names: readonly string[] }[],
  partnerId: string,
): ReadonlySet<string> {
  const own = partners.find(({ id }) => id === partnerId)?.names.map(plainWords) ?? [];
  const others = partners.flatMap(({ id, names }) => (id === partnerId ? [] : names));
  return new Set(others.map(plainWords).filter((name) => name !== '' && !own.includes(name)));
}
