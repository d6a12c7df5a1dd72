import type { BudgetLine, CostCategory } from '@samspel/domain/budget/budget-sheet';
import { costCategories, emptyBudgetSheet } from '@samspel/domain/budget/budget-sheet';
import {
  type Calculation,
  calculationOf,
  countedAmount,
} from '@samspel/domain/budget/compute-partner';
import { lineMoney } from '@samspel/domain/budget/line-money';
import { openMoneyRules } from '@samspel/domain/budget/rules-of';
import type { Minor } from '@samspel/domain/money/money';
import type { Language } from '@samspel/domain/person/person-view';
import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import { labelsOf } from '../../pdf/labels.ts';
import { type ExchangeLabels, exchangeLabels } from './labels.ts';

/** What an export is made of: the application as it stands, in the reader's language. */
export interface BudgetSource {
  language: Language;
  document: SubmissionDocument;
  /** Ids of the partners whose budgets are in it, in the consortium's order. */
  partners: readonly string[];
}

export type PartnerMoney = SubmissionDocument['budget']['partners'][number];

export type CategoryKey = CostCategory | 'OTHER_FLAT';

export const categoryKeys: readonly CategoryKey[] = [...costCategories, 'OTHER_FLAT'];

export function moneyOf({ document }: BudgetSource, partnerId: string): PartnerMoney {
  const money = document.budget.partners.find(({ id }) => id === partnerId);
  if (!money) throw new Error('a partner without a budget');
  return money;
}

export function amountOfCategory(money: PartnerMoney, key: CategoryKey): bigint {
  return BigInt(key === 'OTHER_FLAT' ? money.otherFlat : (money.categories[key] ?? '0'));
}

export function partnerName({ document }: BudgetSource, partnerId: string): string {
  return document.partners.find(({ id }) => id === partnerId)?.organisationName ?? '';
}

export function wordsOf({ language }: Pick<BudgetSource, 'language'>): {
  labels: ExchangeLabels;
  categories: Record<CategoryKey, string>;
} {
  return { labels: exchangeLabels[language], categories: labelsOf[language].categories };
}

type Uncounted = keyof ExchangeLabels['remarks'];

/** A line as it is exported: what it comes to as entered, what it counts, and why it counts nothing. */
export interface ExportedLine {
  line: BudgetLine;
  entered: Minor;
  counts: Minor;
  uncounted: Uncounted | null;
  workPackage: string;
  /** Of the line, then of its cells, each behind the name of its column. */
  notes: string;
}

export interface ExportedBudget {
  lines: ExportedLine[];
  /** The flat rates that count, by kind; a refused one as 0. */
  rates: Calculation['rates'];
}

const voiding: Record<string, Uncounted> = {
  BU5: 'replaced',
  BU6: 'officeOnly',
  BU14: 'noRate',
  BU16: 'sign',
  BU21: 'outsideModel',
};

/** A partner's lines, by category, as the rules count each of them. */
export function exportedBudget(source: BudgetSource, partnerId: string): ExportedBudget {
  const { document } = source;
  const { call, proposal, workplan } = document;
  const { columns } = wordsOf(source).labels;
  const sheet = document.budgets[partnerId] ?? emptyBudgetSheet;
  const rules = openMoneyRules()(call, proposal.months, workplan?.packages);
  const calculation = calculationOf(rules, { id: partnerId, ...sheet });
  const titles = new Map(workplan?.packages.map(({ id, title }) => [id, title]));
  const exported = (line: BudgetLine): ExportedLine => {
    let uncounted: Uncounted | null = null;
    const counts = countedAmount(rules, line, calculation, (rule) => {
      uncounted = voiding[rule] ?? uncounted;
    });
    const { entered } = lineMoney(rules, line);
    return {
      line,
      entered,
      counts,
      uncounted,
      workPackage: titles.get(line.workPackage ?? '') ?? '',
      notes: notesOf(line, columns),
    };
  };
  const lines = costCategories.flatMap((category) =>
    sheet.lines.filter((line) => line.category === category).map(exported),
  );
  return { lines, rates: calculation.rates };
}

function notesOf({ note, cellNotes = {} }: BudgetLine, columns: ExchangeLabels['columns']): string {
  const names: Record<string, string> = {
    ...{ quantity: columns.quantity, unit: columns.unit, unitPriceMinor: columns.unitPrice },
    ...{ functionTitle: columns.functionTitle, workPackage: columns.workPackage },
    ...{ period: columns.period, total: columns.amount },
  };
  const nameOf = (column: string) => {
    const period = /^[qa](\d+)$/.exec(column)?.[1];
    return period ? `${columns.period} ${period}` : (names[column] ?? column);
  };
  const cells = Object.entries(cellNotes).map(([column, text]) => `${nameOf(column)}: ${text}`);
  return [note, ...cells].filter((text) => text !== '').join(' · ');
}
