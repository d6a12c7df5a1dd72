import type {
  BudgetLine,
  CostCategory,
  FlatRateChoices,
} from '@samspel/domain/budget/budget-sheet';
import { costCategories, emptyBudgetSheet } from '@samspel/domain/budget/budget-sheet';
import { chosenRates, countsUnder, modelOf } from '@samspel/domain/budget/cost-models';
import { replacementOf } from '@samspel/domain/budget/flat-rates';
import { lineMoney } from '@samspel/domain/budget/line-money';
import { openMoneyRules } from '@samspel/domain/budget/rules-of';
import type { MoneyRules } from '@samspel/domain/budget/terms';
import { type FlatRateKind, flatRateKinds } from '@samspel/domain/call/call';
import { parseMinor, zero } from '@samspel/domain/money/money';
import type { Language } from '@samspel/domain/person/person-view';
import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import { exchangeLabels } from '../exchange/writing/labels.ts';
import { percentText, plainAmountText, quantityText } from '../text/format.ts';
import { type Labels, labelsOf } from './labels.ts';
import type { Block, TableColumn, TableRow } from './print-model.ts';

export type Partner = SubmissionDocument['budget']['partners'][number];

export interface Printing {
  language: Language;
  labels: Labels;
  document: SubmissionDocument;
}

export const wide = (label: string): TableColumn => ({ label, align: 'left', width: 'wide' });
export const figures = (label: string): TableColumn => ({ label, align: 'right', width: 'fit' });

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
  const sheet = document.budgets[partner.id] ?? emptyBudgetSheet;
  const rates = chosenRates(document.call, sheet);
  const rows = costCategories.flatMap((category) =>
    categoryRows(printing, partner, category, rates),
  );
  if (partner.otherFlat !== '0') {
    rows.push(flatRow(printing, partner, ['otherOnStaff', 'OTHER_FLAT'], rates));
  }
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
  const { model, models } = exchangeLabels[language];
  const lead: Block = { t: 'lead', text: `${model}: ${models[modelOf(sheet)]}` };
  return [heading, lead, { t: 'table', caption: labels.costs, columns, rows }];
}

/** A category with its lines; where a flat rate stands for it, the rate instead of them. */
function categoryRows(
  printing: Printing,
  partner: Partner,
  category: CostCategory,
  rates: FlatRateChoices,
): TableRow[] {
  const { language, labels, document } = printing;
  const sheet = document.budgets[partner.id] ?? emptyBudgetSheet;
  const flat = flatOf(rates, category);
  if (flat) {
    const shown = amountOf(partner, category) !== 0n;
    return shown ? [flatRow(printing, partner, [flat, category], rates)] : [];
  }
  const counts = countsUnder(sheet.model, category) && !replacementOf(category, rates);
  const lines = sheet.lines.filter((line) => line.category === category && counts);
  if (category === 'OFFICE' || lines.length === 0) return [];
  const { call, proposal, workplan } = document;
  const rules = openMoneyRules()(call, proposal.months, workplan?.packages);
  const total = plainAmountText(language, amountOf(partner, category));
  return [
    { kind: 'group', cells: [labels.categories[category], '', '', total] },
    ...lines.map((line) => lineRow(language, rules, line)),
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
  { language, labels }: Printing,
  partner: Partner,
  [kind, key]: [FlatRateKind, CostCategory | 'OTHER_FLAT'],
  rates: FlatRateChoices,
): TableRow {
  const rate = percentText(language, rates[kind] ?? 0);
  const amount = plainAmountText(language, amountOf(partner, key));
  return { kind: 'group', cells: [labels.flatRate(labels.categories[key], rate), '', '', amount] };
}

/** A line at what it counts: in the call's currency, with on-costs and a rate that rises. */
function lineRow(language: Language, rules: MoneyRules, line: BudgetLine): TableRow {
  const { onCosts, uprated } = exchangeLabels[language].columns;
  const marks = line.category === 'STAFF' && [line.onCosts && onCosts, line.uprated && uprated];
  const said = [line.functionTitle, line.description].filter(Boolean).join(': ') || line.note;
  const grows = marks ? marks.filter(Boolean).join(', ').toLowerCase() : '';
  const what = `${said || '–'}${grows && ` (${grows})`}`;
  const price = parseMinor(line.unitPriceMinor);
  const amount = plainAmountText(language, lineMoney(rules, line).amount ?? zero);
  const currency = line.currency === rules.currency ? '' : ` ${line.currency}`;
  return {
    kind: 'plain',
    cells: [
      what,
      `${quantityText(language, line.quantity)} ${line.unit}`.trim(),
      `${plainAmountText(language, price)}${currency}`,
      amount,
    ],
  };
}

export function nameOf(document: SubmissionDocument, partnerId: string): string {
  return document.partners.find(({ id }) => id === partnerId)?.organisationName ?? '';
}
