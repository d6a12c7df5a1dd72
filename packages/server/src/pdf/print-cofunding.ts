import { standingOf } from '@samspel/domain/cofunding/coverage';
import type { Language } from '@samspel/domain/person/person-view';
import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import { amountText, instantText, plainAmountText } from '../text/format.ts';
import { labelsOf } from './labels.ts';
import { grouped } from './print-annexes.ts';
import type { Block, Fact, TableColumn, TableRow } from './print-model.ts';
import { figures, nameOf, type Partner, type Printing, wide } from './print-money.ts';

const text = (label: string): TableColumn => ({ label, align: 'left', width: 'fit' });

/** Who pays each partner's own part. */
export function printCofunding(language: Language, document: SubmissionDocument): Block[] {
  const printing = { language, document, labels: labelsOf[language] };
  const { labels } = printing;
  return [
    { t: 'chapter', text: labels.cofunding, newPage: false },
    ...document.budget.partners.flatMap((partner) => partnerSources(printing, partner)),
  ];
}

function partnerSources({ language, labels, document }: Printing, partner: Partner): Block[] {
  const heading: Block = { t: 'heading', level: 2, text: nameOf(document, partner.id) };
  const sources = document.cofunding[partner.id]?.sources ?? [];
  if (sources.length === 0) return [heading, { t: 'lead', text: labels.noSources }];
  const answers = document.pledges.filter(({ partnerId }) => partnerId === partner.id);
  const shares = new Map(partner.sources.map(({ id, amountMinor }) => [id, amountMinor]));
  const amount = (minor: string) => plainAmountText(language, BigInt(minor));
  const rows: TableRow[] = sources.map((source) => ({
    kind: source.status === 'withdrawn' ? 'quiet' : 'plain',
    cells: [
      source.funderName || '–',
      `${labels.legal[source.legal]}, ${labels.form[source.form]}`,
      labels.statuses[standingOf(source, answers)],
      amount(shares.get(source.id) ?? '0'),
    ],
  }));
  if (partner.uncoveredMinor !== '0') {
    rows.push({ kind: 'group', cells: [labels.uncovered, '', '', amount(partner.uncoveredMinor)] });
  }
  rows.push({ kind: 'sum', cells: [labels.own, '', '', amount(partner.ownMinor)] });
  const columns = [
    wide(labels.funder),
    text(labels.kind),
    text(labels.status),
    figures(labels.amount),
  ];
  const signed = signatures(language, answers);
  return [
    heading,
    { t: 'table', caption: '', columns, rows },
    ...(signed.length > 0 ? [{ t: 'facts' as const, rows: signed }] : []),
  ];
}

/** PL5: who bound each co-funder, to what, and when. */
function signatures(language: Language, answers: SubmissionDocument['pledges']): Fact[] {
  const labels = labelsOf[language];
  return answers.flatMap(({ signature }) => {
    if (!signature) return [];
    const { content, contentHash } = signature;
    const at = instantText(language, new Date(content.signedAt));
    const amount = amountText(language, BigInt(content.amountMinor), content.currency);
    return [
      {
        label: labels.pledgeSigned(content.funderName),
        value: `${content.signedName}, ${content.signedFunction}, ${at}: ${amount}`,
      },
      { label: labels.pledgeHash, value: grouped(contentHash), mono: true },
    ];
  });
}
