import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import { labelsOf } from '../../pdf/labels.ts';
import { printCofunding } from '../../pdf/print-cofunding.ts';
import type { PrintDocument } from '../../pdf/print-model.ts';
import { printBudget } from '../../pdf/print-money.ts';
import { amountText, instantText } from '../../text/format.ts';
import { type BudgetSource, partnerName, wordsOf } from './budget-source.ts';

/** A budget for print: the money of the application and nothing else of it. */
export function printedBudget(source: BudgetSource): PrintDocument {
  const { language } = source;
  const labels = labelsOf[language];
  const document = onlyOf(source);
  const { proposal, call, budget } = document;
  const at = new Date(document.receivedAt);
  const [only] = source.partners;
  const one = source.partners.length === 1 && only !== undefined;
  const title = one ? wordsOf(source).labels.budgetOf(partnerName(source, only)) : labels.budget;
  const names = source.partners.map((id) => partnerName(source, id)).join(', ');
  const amount = (minor: string) => amountText(language, BigInt(minor), call.currency);
  return {
    lang: language,
    title: `${title} – ${proposal.title}`,
    date: [
      ...([at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()] as const),
      ...([at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()] as const),
    ],
    watermark: labels.draft.toUpperCase(),
    header: { left: proposal.title, right: labels.draft },
    pageLabel: labels.page,
    contentsLabel: labels.contents,
    cover: {
      eyebrow: call.title[language],
      title,
      subtitle: proposal.title,
      facts: [{ label: labels.partners, value: names }],
      figures: [
        { label: labels.total, value: amount(budget.totalMinor) },
        { label: labels.eu, value: amount(budget.euMinor) },
        { label: labels.own, value: amount(budget.ownMinor) },
      ],
      notice: {
        ...{ tone: 'draft', title: labels.draftTitle, rows: [] },
        text: labels.draftText(instantText(language, at)),
      },
    },
    blocks: [...printBudget(language, document), ...printCofunding(language, document)],
  };
}

/** The same document with these partners' money alone, and its sums. */
function onlyOf({ document, partners }: BudgetSource): SubmissionDocument {
  const chosen = document.budget.partners.filter(({ id }) => partners.includes(id));
  const sum = (amountOf: (partner: (typeof chosen)[number]) => string) =>
    chosen.reduce((total, partner) => total + BigInt(amountOf(partner)), 0n).toString();
  return {
    ...document,
    budget: {
      ...document.budget,
      partners: chosen,
      totalMinor: sum(({ totalMinor }) => totalMinor),
      euMinor: sum(({ euMinor }) => euMinor),
      ownMinor: sum(({ ownMinor }) => ownMinor),
    },
  };
}
