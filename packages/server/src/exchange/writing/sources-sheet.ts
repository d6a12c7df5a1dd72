import type { FundingSource } from '@samspel/domain/cofunding/cofunding-sheet';
import { standingOf } from '@samspel/domain/cofunding/coverage';
import { parseMinor, plainAmount, toMinor } from '@samspel/domain/money/money';
import { labelsOf } from '../../pdf/labels.ts';
import { type Cell, onSheet, type Sheet } from '../xlsx/workbook.ts';
import { type BudgetSource, moneyOf, partnerName, wordsOf } from './budget-source.ts';
import { isExact } from './formulas.ts';
import type { SummedPartner } from './summary-sheet.ts';

// The last two hold what the split is made of: whole cents, and what each loses by being cut.
const columns = [30, 16, 18, 16, 14, 16, 10, 18, null, null];

/** Who pays each partner's own part: fixed amounts, and weights that share what these leave (BU8, BU9). */
export function sourcesSheet(source: BudgetSource, partners: readonly SummedPartner[]): Sheet {
  const { language, document } = source;
  const { labels } = wordsOf(source);
  const words = labelsOf[language];
  const text = (label: string): Cell => ({ text: label, look: 'head', wrap: true });
  const figure = (label: string): Cell => ({ ...text(label), as: 'amount' });
  const rows: Sheet['rows'] = [
    [{ text: words.cofunding, look: 'title' }],
    [{ text: document.proposal.title, look: 'quiet' }],
    [],
    [
      ...[words.funder, words.kind, words.status, labels.columns.share].map(text),
      figure(labels.columns.fixed),
      figure(labels.columns.weight),
      text(''),
      figure(`${words.amount}, ${document.call.currency}`),
    ],
  ];
  for (const partner of partners) rows.push(...partnerRows(source, partner, rows.length + 1));
  return { name: words.cofunding, columns, rows, frozen: { rows: 4, columns: 1 } };
}

function partnerRows(source: BudgetSource, partner: SummedPartner, row: number): Sheet['rows'] {
  const { labels } = wordsOf(source);
  const { document, language } = source;
  const words = labelsOf[language];
  const money = moneyOf(source, partner.id);
  const sources = document.cofunding[partner.id]?.sources ?? [];
  const answers = document.pledges.filter(({ partnerId }) => partnerId === partner.id);
  const shares = new Map(money.sources.map(({ id, amountMinor }) => [id, amountMinor]));
  const split = new SplitFormulas(sources, row, BigInt(money.ownMinor));
  const amount = (minor: string, formula: string | undefined, look: Cell['look']): Cell => ({
    ...{ number: plainAmount(parseMinor(minor)), formula, as: 'amount', look },
  });
  const own = onSheet(partner.sheet, partner.cells.own);
  const group = (text = ''): Cell => ({ text, look: 'group' });
  return [
    [
      ...[group(partnerName(source, partner.id)), group(words.own), group(), group()],
      ...[group(), group(), group(), amount(money.ownMinor, own, 'group')],
      ...split.totals(),
    ],
    ...sources.map((one, at): (Cell | null)[] => {
      const counts = one.status !== 'withdrawn';
      const fixed = one.mode === 'amount';
      return [
        { text: one.funderName },
        { text: `${words.legal[one.legal]}, ${words.form[one.form]}` },
        { text: words.statuses[standingOf(one, answers)] },
        { text: fixed ? labels.columns.fixed : labels.columns.weight },
        counts && fixed ? amount(one.amountMinor, undefined, 'plain') : { look: 'plain' },
        counts && !fixed ? { number: String(one.weight), as: 'count' } : { look: 'plain' },
        { look: 'plain' },
        amount(shares.get(one.id) ?? '0', counts ? split.amount(at) : undefined, 'plain'),
        ...(counts && !fixed ? split.helpers(at) : []),
      ];
    }),
    [
      ...[words.uncovered, '', '', '', '', '', ''].map((text): Cell => ({ text, look: 'sum' })),
      amount(money.uncoveredMinor, split.uncovered(), 'sum'),
    ],
    [],
  ];
}

/** MO3 as formulas: each weight's part is cut to the cent, and the cents left go to the largest remainders. */
class SplitFormulas {
  readonly #sources: readonly FundingSource[];
  readonly #head: number;
  readonly #remaining: bigint;
  readonly #weights: bigint;
  readonly #exact: boolean;

  constructor(sources: readonly FundingSource[], head: number, own: bigint) {
    this.#sources = sources;
    this.#head = head;
    const counted = sources.filter(({ status }) => status !== 'withdrawn');
    const sumOf = (mode: FundingSource['mode'], size: (source: FundingSource) => bigint) =>
      counted.filter((one) => one.mode === mode).reduce((sum, one) => sum + size(one), 0n);
    this.#remaining = own - sumOf('amount', ({ amountMinor }) => BigInt(amountMinor));
    this.#weights = sumOf('weight', ({ weight }) => BigInt(weight));
    this.#exact = counted.every(({ weight }) => isExact(this.#remaining * BigInt(weight)));
  }

  /** Cents to share and the weights together, beside the own part. */
  totals(): Cell[] {
    if (!this.#exact || this.#sources.length === 0) return [];
    const { first, last } = this.#range;
    return [
      this.#cents(
        this.#remaining,
        `ROUND(H${this.#head}*100,0)-ROUND(SUM(E${first}:E${last})*100,0)`,
      ),
      this.#cents(this.#weights, `SUM(F${first}:F${last})`),
    ];
  }

  /** Whole cents of a weight's part, and what was cut off it. */
  helpers(at: number): Cell[] {
    if (!this.#exact) return [];
    const { row, none } = this.#of(at);
    const product = this.#remaining * BigInt(this.#sources[at]?.weight ?? 0);
    const shared = this.#remaining > 0n && this.#weights > 0n;
    const part = shared ? product / this.#weights : 0n;
    const rest = shared ? product - part * this.#weights : 0n;
    return [
      this.#cents(part, `IF(${none},0,TRUNC($I$${this.#head}*F${row}/$J$${this.#head}))`),
      this.#cents(rest, `IF(${none},0,$I$${this.#head}*F${row}-I${row}*$J$${this.#head})`),
    ];
  }

  amount(at: number): string | undefined {
    const { row, none } = this.#of(at);
    if (this.#sources[at]?.mode === 'amount') return `E${row}`;
    if (!this.#exact) return undefined;
    const { first, last } = this.#range;
    const left = `$I$${this.#head}-SUM($I$${first}:$I$${last})`;
    // Ties go in order of listing.
    const rank = `COUNTIF($J$${first}:$J$${last},">"&J${row})+COUNTIF($J$${first}:J${row},J${row})`;
    return `IF(${none},0,(I${row}+IF(${rank}<=${left},1,0))/100)`;
  }

  uncovered(): string {
    if (this.#sources.length === 0) return `H${this.#head}`;
    const { first, last } = this.#range;
    return `ROUND(H${this.#head}-SUM(H${first}:H${last}),2)`;
  }

  get #range() {
    return { first: this.#head + 1, last: this.#head + this.#sources.length };
  }

  #of(at: number) {
    const none = `OR($I$${this.#head}<=0,$J$${this.#head}=0)`;
    return { row: this.#head + 1 + at, none };
  }

  #cents(value: bigint, formula: string): Cell {
    return { number: toMinor(value).toString(), formula, as: 'count', look: 'quiet' };
  }
}
