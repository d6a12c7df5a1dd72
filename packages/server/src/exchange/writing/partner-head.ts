import { instantText } from '../../text/format.ts';
import type { Cell, Sheet } from '../xlsx/workbook.ts';
import { type BudgetSource, partnerName, wordsOf } from './budget-source.ts';
import type { Parameters } from './counts-formula.ts';

/** Title, what the formulas need of the call, and the headings: the rows that stay in view. */
export function partnerHead(
  source: BudgetSource,
  partnerId: string,
): { rows: Sheet['rows']; parameters: Parameters } {
  const { document, language } = source;
  const { labels } = wordsOf(source);
  const { call, proposal } = document;
  const rows: Sheet['rows'] = [
    [{ text: labels.budgetOf(partnerName(source, partnerId)), look: 'title' }],
    [{ text: [proposal.title, call.title[language]].filter(Boolean).join(' · '), look: 'quiet' }],
    [{ text: labels.asOf(instantText(language, new Date(document.receivedAt))), look: 'quiet' }],
  ];
  const parameters: Parameters = { euRate: '', onCosts: '', numerator: '', denominator: '' };
  const parameter = (label: string, ...values: Cell[]): number =>
    rows.push([{ text: label, look: 'quiet' }, null, null, null, ...values]);
  parameters.euRate = `$E$${parameter(labels.euRate, rateCell(call.euRateBp))}`;
  if (call.fx) {
    const { currency, numerator, denominator } = call.fx;
    const rate = String(Number((numerator / denominator).toFixed(4)));
    const row = parameter(
      labels.exchange(`${language === 'sv' ? rate.replace('.', ',') : rate} ${currency}`),
      { number: String(numerator), as: 'count' },
      { number: String(denominator), as: 'count' },
    );
    parameters.numerator = `$E$${row}`;
    parameters.denominator = `$F$${row}`;
  }
  if (call.lkpBp !== undefined) {
    parameters.onCosts = `$E$${parameter(labels.onCosts, rateCell(call.lkpBp))}`;
  }
  const model = document.budgets[partnerId]?.model;
  if (model) parameter(labels.model, { text: labels.models[model] });
  rows.push([], headings(source));
  return { rows, parameters };
}

function headings(source: BudgetSource): Cell[] {
  const { columns } = wordsOf(source).labels;
  const text = (label: string): Cell => ({ text: label, look: 'head', wrap: true });
  const figure = (label: string): Cell => ({ ...text(label), as: 'amount' });
  return [
    ...[columns.kind, columns.category, columns.functionTitle, columns.description].map(text),
    ...[figure(columns.quantity), text(columns.unit), figure(columns.unitPrice)],
    ...[columns.currency, columns.period, columns.workPackage].map(text),
    ...[figure(columns.amount), figure(columns.counts(source.document.call.currency))],
    ...[columns.onCosts, columns.uprated, columns.note, columns.perPeriod].map(text),
    text(columns.remark),
  ];
}

/** 1500 basis points are 0.15, shown as a percentage. */
export function rateCell(bp: number): Cell {
  return { number: (bp / 10_000).toFixed(4), as: 'percent' };
}
