import type { Finding } from '@samspel/domain/finding';
import type { ProposalView } from '@samspel/domain/proposal/proposal-view';
import { textOf } from '#lib/api/text.ts';
import { language } from '#lib/kit/i18n.svelte.ts';

/** A finding in the reader's words; the English of the rule itself where a text is missing. */
export function findingText(finding: Finding): string {
  return textOf(`rule_${finding.rule}`, finding.params) ?? finding.message;
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

function snake(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
