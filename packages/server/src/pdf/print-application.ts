import type { NarrativeNode } from '@samspel/documents/narrative-document';
import { findCounty } from '@samspel/domain/consortium/regions';
import type { Finding } from '@samspel/domain/finding';
import type { Language } from '@samspel/domain/person/person-view';
import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import { amountText, countText, dayText, exactInstantText, instantText } from '../text/format.ts';
import { labelsOf } from './labels.ts';
import { grouped, printAnnexes } from './print-annexes.ts';
import { printCofunding } from './print-cofunding.ts';
import type { Block, Cover, Fact, PrintDocument } from './print-model.ts';
import { nameOf, printBudget } from './print-money.ts';
import { printWorkplan } from './print-workplan.ts';
import { printNarrative } from './rich-text.ts';
import { findingText } from './rule-texts.ts';

export interface PrintedReceipt {
  reference: string;
  number: number;
  sha256: string;
  auditHead: string;
  submittedByName: string;
}

export interface PrintRequest {
  language: Language;
  document: SubmissionDocument;
  authorityName: string;
  /** Names of those who signed, by person id. */
  signers: ReadonlyMap<string, string>;
  /** Names of those who answer for milestones, by person id. */
  owners: ReadonlyMap<string, string>;
  /** Null prints a draft. */
  receipt: PrintedReceipt | null;
  /** All findings; a draft's include what keeps it from being submitted. */
  findings: readonly Finding[];
}

/** An application for print: as received with its receipt, or as a draft that says so on each page. */
export function printApplication(request: PrintRequest): PrintDocument {
  const { language, document, receipt } = request;
  const labels = labelsOf[language];
  const at = new Date(document.receivedAt);
  return {
    lang: language,
    title: document.proposal.title,
    date: [
      at.getUTCFullYear(),
      at.getUTCMonth() + 1,
      at.getUTCDate(),
      at.getUTCHours(),
      at.getUTCMinutes(),
      at.getUTCSeconds(),
    ],
    watermark: receipt ? null : labels.draft.toUpperCase(),
    header: { left: document.proposal.title, right: receipt ? receipt.reference : labels.draft },
    pageLabel: labels.page,
    contentsLabel: labels.contents,
    cover: coverOf(request),
    blocks: [
      ...printPartners(request),
      ...printSections(request),
      ...printWorkplan(language, document, request.owners),
      ...printBudget(language, document),
      ...printCofunding(language, document),
      ...printAnnexes(language, document),
      ...printFindings(request),
      ...(receipt ? printReceipt(request, receipt) : []),
    ],
  };
}

function coverOf({ language, document, authorityName, receipt }: PrintRequest): Cover {
  const labels = labelsOf[language];
  const { proposal, call, budget } = document;
  const lead = document.partners.find(({ role }) => role === 'lead');
  const others = document.partners.filter(({ role }) => role === 'partner');
  const theme = call.themes.find(({ key }) => key === proposal.theme);
  const period = [
    proposal.startDate ? dayText(language, proposal.startDate) : '',
    proposal.months ? labels.months(proposal.months) : '',
  ].filter(Boolean);
  const facts: Fact[] = [
    { label: labels.lead, value: lead?.organisationName ?? '–' },
    { label: labels.partners, value: others.map((row) => row.organisationName).join(', ') || '–' },
    { label: labels.duration, value: period.join(', ') || '–' },
    { label: labels.theme, value: theme?.title[language] ?? '–' },
    { label: labels.authority, value: authorityName },
  ];
  const amount = (minor: string) => amountText(language, BigInt(minor), call.currency);
  return {
    eyebrow: call.title[language],
    title: proposal.title,
    subtitle: proposal.acronym,
    facts,
    figures: [
      { label: labels.total, value: amount(budget.totalMinor) },
      { label: labels.eu, value: amount(budget.euMinor) },
      { label: labels.own, value: amount(budget.ownMinor) },
    ],
    notice: noticeOf(language, document, receipt),
  };
}

function noticeOf(
  language: Language,
  document: SubmissionDocument,
  receipt: PrintedReceipt | null,
): Cover['notice'] {
  const labels = labelsOf[language];
  const at = new Date(document.receivedAt);
  if (!receipt) {
    const text = labels.draftText(instantText(language, at));
    return { tone: 'draft', title: labels.draftTitle, rows: [], text };
  }
  return {
    tone: 'record',
    title: labels.received,
    rows: [
      { label: labels.receivedAt, value: exactInstantText(language, at) },
      { label: labels.reference, value: receipt.reference, mono: true },
      { label: labels.hash, value: grouped(receipt.sha256), mono: true },
    ],
    text: '',
  };
}

function printPartners({ language, document, signers }: PrintRequest): Block[] {
  const labels = labelsOf[language];
  const roles = { lead: labels.lead, partner: labels.partner, associated: labels.associated };
  return [
    { t: 'chapter', text: labels.partners, newPage: false },
    {
      t: 'table',
      caption: '',
      columns: [
        { label: labels.organisation, align: 'left', width: 'wide' },
        { label: labels.role, align: 'left', width: 'fit' },
        { label: labels.county, align: 'left', width: 'fit' },
        { label: labels.signed, align: 'left', width: 'fit' },
      ],
      rows: document.partners.map((partner) => ({
        kind: 'plain',
        cells: [
          partner.organisationName,
          roles[partner.role],
          partner.nuts3 ? (findCounty(partner.nuts3)?.county ?? partner.nuts3) : '–',
          signedText(partner),
        ],
      })),
    },
  ];

  function signedText({ role, signOff }: (typeof document.partners)[number]): string {
    if (role === 'associated') return '–';
    if (!signOff) return labels.notSigned;
    const at = instantText(language, new Date(signOff.at));
    return `${signers.get(signOff.by) ?? ''}\n${at}`.trim();
  }
}

function printSections({ language, document }: PrintRequest): Block[] {
  const labels = labelsOf[language];
  const lead = document.partners.find(({ role }) => role === 'lead');
  const blocks: Block[] = [{ t: 'chapter', text: labels.application, newPage: true }];
  for (const { key, title, maxCharacters } of document.call.sections) {
    const section = document.sections.find((one) => one.key === key);
    const owner = nameOf(document, section?.ownerPartnerId ?? lead?.id ?? '');
    const count = labels.characters(
      countText(language, section?.characters ?? 0),
      countText(language, maxCharacters),
    );
    const meta = [owner, count].filter(Boolean).join(' · ');
    blocks.push({ t: 'heading', level: 2, text: title[language], meta });
    const content = section ? printNarrative(section.content as NarrativeNode) : [];
    if (content.length > 0) blocks.push(...content);
    else blocks.push({ t: 'lead', text: labels.noText });
  }
  return blocks;
}

function printFindings({ language, document, findings }: PrintRequest): Block[] {
  const labels = labelsOf[language];
  const order = { error: 0, warning: 1, info: 2 };
  const sorted = findings.toSorted((a, b) => order[a.severity] - order[b.severity]);
  return [
    { t: 'chapter', text: labels.checks, newPage: false },
    ...(sorted.length === 0 ? [{ t: 'lead' as const, text: labels.checksNone }] : []),
    ...sorted.map((finding): Block => {
      const where = placeOf(language, document, finding);
      const text = findingText(language, finding);
      return {
        t: 'finding',
        severity: finding.severity,
        label: `${labels.severities[finding.severity]} ${finding.rule}`,
        text: where && !text.includes(where) ? `${where}: ${text}` : text,
      };
    }),
  ];
}

/** Where a finding belongs, in words: its section or its partner. */
function placeOf(language: Language, document: SubmissionDocument, { subject }: Finding): string {
  const [kind, rest = ''] = subject.split(':');
  if (kind === 'section') {
    return document.call.sections.find(({ key }) => key === rest)?.title[language] ?? '';
  }
  return nameOf(document, rest.split('/')[0] ?? '');
}

function printReceipt(request: PrintRequest, receipt: PrintedReceipt): Block[] {
  const { language, document, signers } = request;
  const labels = labelsOf[language];
  const at = new Date(document.receivedAt);
  const signed = document.partners.flatMap(({ organisationName, signOff }): Fact[] => {
    if (!signOff) return [];
    const who = signers.get(signOff.by) ?? '';
    const when = instantText(language, new Date(signOff.at));
    return [
      { label: organisationName, value: `${who}, ${when}` },
      { label: labels.partHash, value: grouped(signOff.contentHash), mono: true },
    ];
  });
  return [
    { t: 'chapter', text: labels.receipt, newPage: true },
    { t: 'lead', text: labels.receiptLead },
    {
      t: 'facts',
      rows: [
        { label: labels.reference, value: receipt.reference, mono: true },
        { label: labels.number, value: String(receipt.number) },
        { label: labels.receivedAt, value: exactInstantText(language, at) },
        { label: 'UTC', value: document.receivedAt, mono: true },
        { label: labels.submittedBy, value: receipt.submittedByName },
        { label: labels.hash, value: grouped(receipt.sha256), mono: true },
        { label: labels.auditHead, value: grouped(receipt.auditHead), mono: true },
      ],
    },
    { t: 'heading', level: 2, text: labels.signatures },
    { t: 'facts', rows: signed },
    { t: 'lead', text: labels.verify },
  ];
}
