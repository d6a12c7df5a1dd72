import type { BudgetLine, CostCategory } from '@samspel/domain/budget/budget-sheet';
import { costCategories } from '@samspel/domain/budget/budget-sheet';
import { replacementOf } from '@samspel/domain/budget/flat-rates';
import { type FlatRateKind, flatRateKinds } from '@samspel/domain/call/call';
import { standingOf } from '@samspel/domain/cofunding/coverage';
import { parseMinor } from '@samspel/domain/money/money';
import { lineAmount, parseQuantity } from '@samspel/domain/money/quantity';
import type { Language } from '@samspel/domain/person/person-view';
import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import { percentText, plainAmountText, quantityText } from '../text/format.ts';
import { type Labels, labelsOf } from './labels.ts';
import type { Block, TableColumn, TableRow } from './print-model.ts';

type Partner = SubmissionDocument['budget']['partners'][number];

interface Printing {
  language: Language;
  labels: Labels;
  document: SubmissionDocument;
}

const wide = (label: string): TableColumn => ({ label, align: 'left', width: 'wide' });
const text = (label: string): TableColumn => ({ label, align: 'left', width: 'fit' });
const figures = (label: string): TableColumn => ({ label, align: 'right', width: 'fit' });

/** The budget: partners side by side, then each partner's lines and flat rates. */
export function printBudget(language: Language, document: SubmissionDocument): Block[] {
  const printing = { language, document, labels: labelsOf[language] };
  const { labels } = printing;
  const { budget, call } = document;
  const blocks: Block[] = [
    { t: 'chapter', text: labels.budget, newPage: true },
    { t: 'lead', text: labels.budgetLead(percentText(language, call.euRateBp)) },
    { t: 'heading', level: 2, text: labels.summary },
    summaryTable(printing),
  ];
  // Side by side up to four; more would not be readable on a page standing upright.
  if (budget.partners.length > 0 && budget.partners.length <= 4)
    blocks.push(categoryTable(printing));
  for (const partner of budget.partners) blocks.push(...partnerBudget(printing, partner));
  return blocks;
}

function summaryTable({ language, labels, document }: Printing): Block {
  const amount = (minor: string) => plainAmountText(language, BigInt(minor));
  const { budget } = document;
  return {
    t: 'table',
    caption: '',
    columns: [wide(labels.organisation), ...[labels.total, labels.eu, labels.own].map(figures)],
    rows: [
      ...budget.partners.map(({ id, totalMinor, euMinor, ownMinor }) => ({
        kind: 'plain' as const,
        cells: [nameOf(document, id), amount(totalMinor), amount(euMinor), amount(ownMinor)],
      })),
      {
        kind: 'sum',
        cells: [
          labels.sum,
          amount(budget.totalMinor),
          amount(budget.euMinor),
          amount(budget.ownMinor),
        ],
      },
    ],
  };
}

function categoryTable({ language, labels, document }: Printing): Block {
  const { partners } = document.budget;
  const rowOf = (key: CostCategory | 'OTHER_FLAT'): TableRow | null => {
    const amounts = partners.map((partner) => amountOf(partner, key));
    if (amounts.every((amount) => amount === 0n)) return null;
    const sum = amounts.reduce((total, amount) => total + amount, 0n);
    const cells = [...amounts, sum].map((amount) => plainAmountText(language, amount));
    return { kind: 'plain', cells: [labels.categories[key], ...cells] };
  };
  const rows = [...costCategories, 'OTHER_FLAT' as const]
    .map(rowOf)
    .filter((row): row is TableRow => row !== null);
  return {
    t: 'table',
    caption: labels.byCategory,
    columns: [
      wide(labels.category),
      ...partners.map(({ id }) => figures(nameOf(document, id))),
      figures(labels.sum),
    ],
    rows,
  };
}

function amountOf(partner: Partner, key: CostCategory | 'OTHER_FLAT'): bigint {
  return BigInt(key === 'OTHER_FLAT' ? partner.otherFlat : (partner.categories[key] ?? '0'));
}

function partnerBudget(printing: Printing, partner: Partner): Block[] {
  const { language, labels, document } = printing;
  const rows = costCategories.flatMap((category) => categoryRows(printing, partner, category));
  if (partner.otherFlat !== '0')
    rows.push(flatRow(printing, partner, 'otherOnStaff', 'OTHER_FLAT'));
  const heading: Block = { t: 'heading', level: 2, text: nameOf(document, partner.id) };
  if (rows.length === 0) return [heading, { t: 'lead', text: labels.noCosts }];
  const amount = (minor: string) => plainAmountText(language, BigInt(minor));
  rows.push(
    { kind: 'sum', cells: [labels.sum, '', '', amount(partner.totalMinor)] },
    { kind: 'quiet', cells: [labels.eu, '', '', amount(partner.euMinor)] },
    { kind: 'quiet', cells: [labels.own, '', '', amount(partner.ownMinor)] },
  );
  const columns = [
    wide(labels.item),
    ...[labels.quantity, labels.unitPrice, labels.amount].map(figures),
  ];
  return [heading, { t: 'table', caption: labels.costs, columns, rows }];
}

/** A category with its lines; where a flat rate stands for it, the rate instead of them. */
function categoryRows(printing: Printing, partner: Partner, category: CostCategory): TableRow[] {
  const { language, labels, document } = printing;
  const sheet = document.budgets[partner.id];
  const flat = flatOf(sheet?.flat ?? {}, category);
  if (flat) {
    return amountOf(partner, category) === 0n ? [] : [flatRow(printing, partner, flat, category)];
  }
  const lines = (sheet?.lines ?? []).filter(
    (line) => line.category === category && !replacementOf(category, sheet?.flat ?? {}),
  );
  if (category === 'OFFICE' || lines.length === 0) return [];
  const total = plainAmountText(language, amountOf(partner, category));
  return [
    { kind: 'group', cells: [labels.categories[category], '', '', total] },
    ...lines.map((line) => lineRow(language, line)),
  ];
}

function flatOf(
  chosen: Partial<Record<FlatRateKind, number>>,
  category: CostCategory,
): FlatRateKind | null {
  const kinds = flatRateKinds.filter((kind) => chosen[kind] !== undefined);
  const replacing: Partial<Record<CostCategory, FlatRateKind[]>> = {
    STAFF: ['staffOnDirect'],
    TRAVEL: ['travelOnStaff'],
    OFFICE: ['officeOnStaff', 'officeOnDirect'],
  };
  return kinds.find((kind) => replacing[category]?.includes(kind)) ?? null;
}

function flatRow(
  { language, labels, document }: Printing,
  partner: Partner,
  kind: FlatRateKind,
  key: CostCategory | 'OTHER_FLAT',
): TableRow {
  const rate = percentText(language, document.budgets[partner.id]?.flat[kind] ?? 0);
  const amount = plainAmountText(language, amountOf(partner, key));
  return { kind: 'group', cells: [labels.flatRate(labels.categories[key], rate), '', '', amount] };
}

function lineRow(language: Language, line: BudgetLine): TableRow {
  const what = [line.functionTitle, line.description].filter(Boolean).join(': ');
  const price = parseMinor(line.unitPriceMinor);
  const amount = plainAmountText(language, lineAmount(parseQuantity(line.quantity), price));
  const currency = line.currency === 'EUR' ? '' : ` ${line.currency}`;
  return {
    kind: 'plain',
    cells: [
      what || line.note || '–',
      `${quantityText(language, line.quantity)} ${line.unit}`.trim(),
      `${plainAmountText(language, price)}${currency}`,
      `${amount}${currency}`,
    ],
  };
}

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
  return [heading, { t: 'table', caption: '', columns, rows }];
}

export function nameOf(document: SubmissionDocument, partnerId: string): string {
  return document.partners.find(({ id }) => id === partnerId)?.organisationName ?? '';
}
