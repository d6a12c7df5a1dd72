import { cellName } from '@samspel/domain/exchange/imported-file';
import { plainAmount, toMinor } from '@samspel/domain/money/money';
import { labelsOf } from '../../pdf/labels.ts';
import { instantText } from '../../text/format.ts';
import { type Cell, onSheet, type Sheet } from '../xlsx/workbook.ts';
import {
  amountOfCategory,
  type BudgetSource,
  type CategoryKey,
  categoryKeys,
  moneyOf,
  type PartnerMoney,
  partnerName,
  wordsOf,
} from './budget-source.ts';
import { sumFormula } from './formulas.ts';
import type { PartnerCells } from './partner-sheet.ts';

export interface SummedPartner {
  id: string;
  sheet: string;
  cells: PartnerCells;
}

/** The partners side by side; each number is that of the partner's own sheet. */
export function summarySheet(source: BudgetSource, partners: readonly SummedPartner[]): Sheet {
  const { document, language } = source;
  const { labels, categories } = wordsOf(source);
  const words = labelsOf[language];
  const { currency, title } = document.call;
  const head: Sheet['rows'] = [
    [{ text: document.proposal.title, look: 'title' }],
    [{ text: title[language], look: 'quiet' }],
    [{ text: labels.asOf(instantText(language, new Date(document.receivedAt))), look: 'quiet' }],
    [],
    [
      { text: words.category, look: 'head' },
      ...partners.map(({ id }) => headCell(partnerName(source, id))),
      headCell(`${words.sum}, ${currency}`),
    ],
  ];
  const money = partners.map(({ id }) => moneyOf(source, id));
  const rowOf = (
    label: string,
    cellOf: (cells: PartnerCells) => string,
    amountOf: (money: PartnerMoney) => bigint,
    look: 'plain' | 'sum',
  ): Cell[] => {
    const row = head.length + body.length + 1;
    const amounts = money.map(amountOf);
    const number = (amount: bigint, formula: string): Cell => ({
      ...{ number: plainAmount(toMinor(amount)), formula, look },
      as: 'amount',
    });
    return [
      { text: label, look },
      ...partners.map(({ sheet, cells }, at) =>
        number(amounts[at] ?? 0n, onSheet(sheet, cellOf(cells))),
      ),
      number(
        amounts.reduce((sum, amount) => sum + amount, 0n),
        sumFormula(cellName(1, row), cellName(partners.length, row)),
      ),
    ];
  };
  const body: Sheet['rows'] = [];
  for (const key of categoryKeys) {
    body.push(
      rowOf(categories[key], (cells) => cells.categories[key], categoryAmount(key), 'plain'),
    );
  }
  body.push(
    rowOf(
      words.total,
      ({ total }) => total,
      ({ totalMinor }) => BigInt(totalMinor),
      'sum',
    ),
  );
  body.push(
    rowOf(
      words.eu,
      ({ eu }) => eu,
      ({ euMinor }) => BigInt(euMinor),
      'sum',
    ),
  );
  body.push(
    rowOf(
      words.own,
      ({ own }) => own,
      ({ ownMinor }) => BigInt(ownMinor),
      'sum',
    ),
  );
  return {
    name: labels.summary,
    columns: [30, ...partners.map(() => 18), 18],
    rows: [...head, ...body, [], [{ text: labels.euTotal, look: 'quiet' }]],
    frozen: { rows: head.length, columns: 1 },
  };
}

const categoryAmount = (key: CategoryKey) => (money: PartnerMoney) => amountOfCategory(money, key);

const headCell = (text: string): Cell => ({ text, look: 'head', as: 'amount', wrap: true });
