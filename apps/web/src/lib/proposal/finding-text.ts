import type { Finding } from '@samspel/domain/finding';
import type { ProposalView } from '@samspel/domain/proposal/proposal-view';
import { textOf } from '#lib/api/text.ts';
import { formatDate, formatMoney, formatNumber, formatRate } from '#lib/kit/format.ts';
import { language } from '#lib/kit/i18n.svelte.ts';
import { m } from '#lib/paraglide/messages.js';

type Params = Record<string, string>;

/** A finding in the reader's words; the English of the rule itself where a text is missing. */
export function findingText(finding: Finding): string {
  return textOf(`rule_${finding.rule}`, wordsOf(finding.params)) ?? finding.message;
}

/** What stands in order when a rule is met. */
export function metText(rule: string): string {
  return textOf(`rule_${rule}_met`) ?? rule;
}

/** Whose or which: "Smart Textiles", "Need and fit", empty for the whole application. */
export function subjectText(finding: Finding, view: ProposalView): string {
  const [kind, rest = ''] = finding.subject.split(':');
  if (kind === 'section') {
    return language.pick(view.call.sections.find((section) => section.key === rest)?.title);
  }
  const partnerId = rest.split('/')[0];
  const partner = view.partners.find((candidate) => candidate.id === partnerId);
  return partner?.organisation.shortName || partner?.organisation.name || '';
}

export function flatRateName(kind: string): string {
  return textOf(`budget_flat_${snake(kind)}`) ?? kind;
}

export function categoryName(category: string): string {
  return textOf(`budget_category_${category.toLowerCase()}`) ?? category;
}

export function columnName(column: string): string {
  return (
    textOf(`budget_column_${snake(column)}`) ??
    textOf(`cofunding_column_${snake(column)}`) ??
    column
  );
}

function snake(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function wordsOf(params: Finding['params']): Params {
  const words: Params = {};
  for (const [name, value] of Object.entries(params)) words[name] = wordOf(name, value);
  return words;
}

function wordOf(name: string, value: string | number): string {
  if (name.endsWith('Minor')) return formatMoney(String(value));
  if (name.endsWith('Bp')) return formatRate(Number(value));
  if (name.endsWith('At')) return formatDate(String(value), 'seconds');
  if (name === 'kind') return flatRateName(String(value)).toLowerCase();
  if (name === 'kinds') return String(value).split(', ').map(flatRateName).join(', ').toLowerCase();
  if (name === 'category') return categoryName(String(value));
  if (name === 'column') return columnName(String(value)).toLowerCase();
  if (name === 'how') return value === 'exactly' ? m.rule_exactly() : m.rule_at_most();
  return typeof value === 'number' ? formatNumber(value, 4) : value;
}
