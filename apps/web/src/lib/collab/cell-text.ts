import { type CellPlace, valueAt } from '@samspel/documents/cell-conflict';
import type * as Y from 'yjs';
import { textOf } from '#lib/api/text.ts';
import { formatMoney, formatRate } from '#lib/kit/format.ts';
import { m } from '#lib/paraglide/messages.js';

type Value = string | number | boolean | null | undefined;

const naming = ['functionTitle', 'description', 'funderName', 'name', 'title'] as const;
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
  };
  return own[field]?.() ?? textOf(`rule_word_${field}`) ?? field;
}

/** A register's value as the reader writes it. */
export function cellText(field: string, value: Value): string {
  if (value === null || value === undefined || value === '') return m.collab_overwritten_empty();
  if (field.endsWith('Minor')) return formatMoney(String(value));
  if (field.endsWith('Bp') || flatRates.test(field)) return formatRate(Number(value));
  return choiceText(field, String(value)) ?? String(value);
}

function choiceText(field: string, value: string): string | null {
  if (field === 'category') return textOf(`budget_category_${value.toLowerCase()}`);
  if (['legal', 'form', 'mode', 'status'].includes(field)) {
    return textOf(`cofunding_${field}_${value}`);
  }
  return null;
}
