import type { FlatRateKind } from '@samspel/domain/call/call';
import { flatRateCategory } from '@samspel/domain/exchange/heading-words';
import { periodQuantitiesText } from '@samspel/domain/exchange/period-quantities';
import { guarded } from '@samspel/domain/exchange/read-cell';
import { parseMinor, plainAmount, plainPercent, toMinor } from '@samspel/domain/money/money';
import { labelsOf } from '../../pdf/labels.ts';
import {
  amountOfCategory,
  type BudgetSource,
  type ExportedBudget,
  exportedBudget,
  moneyOf,
  partnerName,
  wordsOf,
} from './budget-source.ts';

type Value = string | { number: string };

/**
 * A budget as text: a row for its model, each line and each flat rate, so that the last column sums to the total. As
 * people of the language write: semicolons and decimal commas in Swedish, commas and points in English.
 */
export function budgetCsv(source: BudgetSource, { bom = true }: { bom?: boolean } = {}): Buffer {
  const swedish = source.language === 'sv';
  const separator = swedish ? ';' : ',';
  const mark = swedish ? ',' : '.';
  const written = (value: Value) =>
    typeof value === 'string'
      ? quoted(guarded(value), separator)
      : quoted(value.number.replace('.', mark), separator);
  const rows = [
    headings(source),
    ...source.partners.flatMap((id) => {
      const budget = exportedBudget(source, id);
      return [
        ...modelRow(source, id),
        ...lineRows(source, id, budget),
        ...flatRows(source, id, budget),
      ];
    }),
  ];
  const text = rows.map((row) => `${row.map(written).join(separator)}\r\n`).join('');
  // Without the mark spreadsheets take the text for one of an older encoding.
  return Buffer.from(`${bom ? '\ufeff' : ''}${text}`, 'utf8');
}

function quoted(text: string, separator: string): string {
  return text.includes(separator) || /["\r\n]|^\s|\s$/.test(text)
    ? `"${text.replaceAll('"', '""')}"`
    : text;
}

function headings(source: BudgetSource): Value[] {
  const { columns } = wordsOf(source).labels;
  return [
    ...[
      columns.partner,
      columns.kind,
      columns.category,
      columns.functionTitle,
      columns.description,
    ],
    ...[columns.quantity, columns.unit, columns.unitPrice, columns.currency, columns.period],
    ...[columns.workPackage, columns.onCosts, columns.uprated, columns.note],
    ...[columns.perPeriod, columns.amount],
    columns.counts(source.document.call.currency),
  ];
}

/** Says how the budget is calculated, so that a file of ours comes back whole; it counts nothing. */
function modelRow(source: BudgetSource, partnerId: string): Value[][] {
  const { labels } = wordsOf(source);
  const model = source.document.budgets[partnerId]?.model;
  if (!model) return [];
  const blank = Array.from({ length: 11 }, () => '');
  const row = [partnerName(source, partnerId), labels.model, '', '', labels.models[model]];
  return [[...row, ...blank, { number: '0.00' }]];
}

function lineRows(source: BudgetSource, partnerId: string, { lines }: ExportedBudget): Value[][] {
  const { labels, categories } = wordsOf(source);
  return lines.map(({ line, entered, counts, workPackage, notes }) => [
    ...[partnerName(source, partnerId), labels.kinds.line, categories[line.category]],
    ...[line.functionTitle, line.description, { number: line.quantity }, line.unit],
    ...[{ number: plainAmount(parseMinor(line.unitPriceMinor)) }, line.currency],
    line.period === null ? labels.allPeriods : { number: String(line.period) },
    ...[workPackage, line.onCosts ? labels.yes : '', line.uprated ? labels.yes : '', notes],
    periodQuantitiesText(line.perPeriod, source.language),
    ...[{ number: plainAmount(entered) }, { number: plainAmount(counts) }],
  ]);
}

function flatRows(source: BudgetSource, partnerId: string, { rates }: ExportedBudget): Value[][] {
  const { labels, categories } = wordsOf(source);
  const { flatRates } = labelsOf[source.language];
  const { currency } = source.document.call;
  const money = moneyOf(source, partnerId);
  // Two rates of one category exclude each other: what it comes to is that of either.
  return (Object.entries(rates) as [FlatRateKind, number][]).map(([kind, rate]) => {
    const key = flatRateCategory[kind];
    const counts = { number: plainAmount(toMinor(amountOfCategory(money, key))) };
    return [
      ...[partnerName(source, partnerId), labels.kinds.flat, categories[key], '', flatRates[kind]],
      ...[{ number: plainPercent(rate) }, '%', '', currency, '', '', '', '', '', '', '', counts],
    ];
  });
}
