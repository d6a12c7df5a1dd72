import { type CellPlace, valueAt } from '@samspel/documents/cell-conflict';
import type { PartnerView } from '@samspel/domain/proposal/proposal-view';
import type * as Y from 'yjs';
import { textOf } from '#lib/api/text.ts';
import { formatMoney, formatRate } from '#lib/kit/format.ts';
import { m } from '#lib/paraglide/messages.js';

type Value = string | number | boolean | null | undefined;

const naming = ['functionTitle', 'description', 'funderName', 'name', 'title'] as const;
const noteField = /^note:(.+)$/;
const periodField = /^([qa])(\d{1,3})$/;
const flatRates = /^(staff|travel|office|other)On(Direct|Staff)$/;

/** What a person calls the row: its function, its funder, somebody's name. */
export function rowText(doc: Y.Doc, { root, rowId }: CellPlace): string {
  for (const field of naming) {
    const value = valueAt(doc, { root, rowId, field });
    if (typeof value === 'string' && value !== '') return value;
  }
  return m.budget_unnamed();
}

export function columnText(field: string, currency: string): string {
  const own: Record<string, () => string> = {
    name: m.budget_people_name,
    monthlySalaryMinor: () => m.budget_people_salary({ currency }),
    partTimeBp: m.budget_people_share,
    total: () => m.budget_column_total({ currency }),
  };
  const noted = noteField.exec(field)?.[1];
  if (noted !== undefined) return m.collab_note_of({ column: columnText(noted, currency) });
  const [, kind, period] = periodField.exec(field) ?? [];
  if (period !== undefined) {
    return kind === 'q'
      ? m.overview_since_period_quantity({ period })
      : m.grid_column_period_amount({ period, currency });
  }
  if (field.startsWith('after:')) return m.workplan_after();
  if (field.startsWith('partner:')) return m.workplan_partners();
  const words = textOf(`rule_word_${field}`) ?? textOf(`workplan_column_${field}`);
  return own[field]?.() ?? words ?? field;
}

/** Names partners and their people by id; an id of nobody (any more) is a question mark. */
export function namesIn(partners: readonly PartnerView[]): (id: string) => string {
  const people = partners.flatMap((partner) => partner.people);
  return (id) =>
    partners.find((partner) => partner.id === id)?.organisation.shortName ??
    people.find(({ personId }) => personId === id)?.name ??
    '?';
}

/** A register's value as the reader writes it; `nameOf` names the partners and people that it points at. */
export function cellText(field: string, value: Value, nameOf: (id: string) => string): string {
  if (value === null || value === undefined || value === '') return m.collab_overwritten_empty();
  if (field.endsWith('Minor')) return formatMoney(String(value));
  if (field.endsWith('Bp') || flatRates.test(field)) return formatRate(Number(value));
  if (typeof value === 'boolean') {
    return value ? m.collab_overwritten_yes() : m.collab_overwritten_no();
  }
  if (field.endsWith('PartnerId') || field.endsWith('PersonId')) return nameOf(String(value));
  return choiceText(field, String(value)) ?? String(value);
}

function choiceText(field: string, value: string): string | null {
  if (field === 'category') return textOf(`budget_category_${value.toLowerCase()}`);
  if (['legal', 'form', 'mode', 'status'].includes(field)) {
    return textOf(`cofunding_${field}_${value}`);
  }
  return null;
}
