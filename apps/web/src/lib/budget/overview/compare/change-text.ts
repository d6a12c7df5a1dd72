import type { CellChange, RowChange } from '@samspel/domain/budget/overview/compare-budgets';
import type { CellAuthor, SignedPartView } from '@samspel/domain/proposal/signed-part-view';
import { textOf } from '#lib/api/text.ts';
import { cellText, columnText, namesIn } from '#lib/collab/cell-text.ts';
import type { Workspace } from '#lib/collab/workspace.svelte.ts';
import { formatMoney } from '#lib/kit/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { flatRateName } from '#lib/proposal/finding-text.ts';
import { placeLink } from '#lib/proposal/place-link.ts';
import { valueName } from '../value-names.ts';

const periodField = /^[qa](\d{1,3})$/;
const naming: readonly string[] = ['description', 'functionTitle', 'funderName'];

/** "+1 728.40": a difference says which way it goes. */
export function signedMoney(minor: bigint): string {
  return (minor > 0n ? '+' : '') + formatMoney(minor);
}

export function fieldName(row: RowChange, field: string, currency: string): string {
  if (row.what === 'calculation' && field !== 'model') return flatRateName(field);
  return columnText(field, currency);
}

export function valueText(
  workspace: Workspace,
  { field }: Pick<CellChange, 'field'>,
  value: CellChange['before'],
): string {
  if (value === true) return m.overview_yes();
  if (value === false) return m.overview_no();
  if (field === 'workPackage' && value !== null)
    return valueName(workspace, 'workPackage', String(value));
  if (field === 'model' && value !== null) return textOf(`rule_word_${value}`) ?? String(value);
  return cellText(field, value, namesIn(workspace.partners));
}

/** Of a row that came or went whole only what it says: its name stands above, what is empty nowhere. */
export function cellsToShow({ change, cells }: RowChange): CellChange[] {
  if (change === 'changed') return cells;
  return cells.filter(({ field, before, after }) => {
    const value = change === 'added' ? after : before;
    const says = value !== null && value !== '' && value !== false && value !== 0;
    return says && !naming.includes(field) && field !== 'currency';
  });
}

/** Who changed the cell, or added or removed the row that it stands in; undefined until the log was read. */
export function authorOf(
  authors: SignedPartView['authors'],
  { what, change, rowId }: RowChange,
  { address }: CellChange,
): CellAuthor | undefined {
  const row = `${what === 'source' ? 'sources' : 'lines'}/${rowId}`;
  if (change === 'removed') return authors[`${row}/deleted`];
  return (
    authors[address] ??
    (change === 'added' ? (authors[row] ?? authors[`${row}/deleted`]) : undefined)
  );
}

/** Where the change is seen in its table; null for a row that is no longer there. */
export function changeLink(
  { view }: Workspace,
  partnerId: string,
  { what, change, rowId }: RowChange,
  field = '',
): string | null {
  if (change === 'removed') return null;
  const cell = field.replace(/^note:/, '');
  const column = periodField.test(cell) ? 'quantity' : cell;
  if (what === 'calculation') {
    const at = field === 'model' ? {} : { column: field };
    return placeLink(view.id, view.call.code, { kind: 'budget', partnerId, ...at });
  }
  const row = rowId ?? '';
  return what === 'source'
    ? placeLink(view.id, view.call.code, { kind: 'cofunding', partnerId, sourceId: row, column })
    : placeLink(view.id, view.call.code, { kind: 'budget', partnerId, lineId: row, column });
}
