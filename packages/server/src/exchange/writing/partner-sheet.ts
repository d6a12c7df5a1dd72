import type { FlatRateKind } from '@samspel/domain/call/call';
import { flatRateCategory } from '@samspel/domain/exchange/heading-words';
import { periodQuantitiesText } from '@samspel/domain/exchange/period-quantities';
import { parseMinor, plainAmount, toMinor } from '@samspel/domain/money/money';
import { lineAmount, parseQuantity } from '@samspel/domain/money/quantity';
import { labelsOf } from '../../pdf/labels.ts';
import type { Cell, Sheet } from '../xlsx/workbook.ts';
import {
  amountOfCategory,
  type BudgetSource,
  type CategoryKey,
  categoryKeys,
  type ExportedBudget,
  type ExportedLine,
  exportedBudget,
  moneyOf,
  wordsOf,
} from './budget-source.ts';
import { countsFormula, type Parameters } from './counts-formula.ts';
import { FlatFormulas } from './flat-formulas.ts';
import { isExact, lineFormula, shareFormula, sumFormula } from './formulas.ts';
import { partnerHead, rateCell } from './partner-head.ts';

/** Where other sheets find a partner's sums: cells by what stands in them. */
export interface PartnerCells {
  categories: Record<CategoryKey, string>;
  total: string;
  eu: string;
  own: string;
}

export interface PartnerSheet {
  sheet: Sheet;
  cells: PartnerCells;
}

const widths = [15, 28, 24, 36, 12, 10, 16, 9, 9, 20, 17, 17, 12, 12, 30, 24, 36];

/** A partner's lines, flat rates and sums, each number with the formula that gives it. */
export function partnerSheet(source: BudgetSource, partnerId: string, name: string): PartnerSheet {
  return new PartnerSheetWriter(source, partnerId).write(name);
}

class PartnerSheetWriter {
  readonly #source: BudgetSource;
  readonly #partnerId: string;
  readonly #rows: Sheet['rows'];
  readonly #words: ReturnType<typeof wordsOf>;
  readonly #budget: ExportedBudget;
  /** What the formulas give, so that one that would give something else is never written. */
  readonly #given = new Map<CategoryKey, bigint>();
  readonly #parameters: Parameters;

  constructor(source: BudgetSource, partnerId: string) {
    this.#source = source;
    this.#partnerId = partnerId;
    this.#words = wordsOf(source);
    this.#budget = exportedBudget(source, partnerId);
    const { rows, parameters } = partnerHead(source, partnerId);
    this.#rows = rows;
    this.#parameters = parameters;
  }

  write(name: string): PartnerSheet {
    const frozen = this.#rows.length;
    const first = frozen + 1;
    const { lines } = this.#budget;
    for (const line of lines) this.#line(line);
    const last = this.#rows.length;
    this.#rows.push([]);
    const flats = this.#flatRows();
    const cells = this.#sums(lines.length > 0 ? { first, last } : null, flats);
    const sheet = { name, columns: widths, rows: this.#rows, frozen: { rows: frozen, columns: 2 } };
    return { sheet, cells };
  }

  #line({ line, entered, counts, uncounted, workPackage, notes }: ExportedLine): void {
    const { labels, categories } = this.#words;
    const row = this.#rows.length + 1;
    const quantity = parseQuantity(line.quantity);
    const price = parseMinor(line.unitPriceMinor);
    // A rate that rises makes an amount that no product of two cells is.
    const product = isExact(quantity * price) && lineAmount(quantity, price) === entered;
    const given = this.#given.get(line.category) ?? 0n;
    this.#given.set(line.category, given + counts);
    const money = `amount ${line.currency}` as const;
    const formula = uncounted
      ? undefined
      : countsFormula(
          this.#source.document.call,
          this.#parameters,
          { line, entered, counts },
          `K${row}`,
        );
    const remark = uncounted ?? (product && formula ? null : 'asValue');
    this.#rows.push([
      { text: labels.kinds.line, look: 'plain' },
      { text: categories[line.category] },
      { text: line.functionTitle, wrap: true },
      { text: line.description, wrap: true },
      { number: line.quantity, as: 'quantity' },
      { text: line.unit },
      { number: plainAmount(price), as: money },
      { text: line.currency },
      line.period === null
        ? { text: labels.allPeriods }
        : { number: String(line.period), as: 'count' },
      { text: workPackage, wrap: true },
      {
        number: plainAmount(entered),
        formula: product ? lineFormula(`E${row}`, `G${row}`) : undefined,
        as: money,
      },
      { number: plainAmount(counts), formula, as: this.#money },
      { text: line.onCosts ? labels.yes : '' },
      { text: line.uprated ? labels.yes : '' },
      { text: notes, wrap: true },
      { text: periodQuantitiesText(line.perPeriod, this.#source.language), wrap: true },
      { text: remark ? labels.remarks[remark] : '', wrap: true, look: 'quiet' },
    ]);
  }

  /** Rates as they count, so that a base can be seen and changed; the amounts stand with their categories. */
  #flatRows(): Map<FlatRateKind, string> {
    const { labels, categories } = this.#words;
    const { flatRates } = labelsOf[this.#source.language];
    const cells = new Map<FlatRateKind, string>();
    const chosen = Object.entries(this.#budget.rates) as [FlatRateKind, number][];
    for (const [kind, rate] of chosen) {
      const refused = rate === 0;
      this.#rows.push([
        { text: labels.kinds.flat, look: 'group' },
        { text: categories[flatRateCategory[kind]], look: 'group' },
        { look: 'group' },
        { text: flatRates[kind], look: 'group' },
        { ...rateCell(rate), look: 'group' },
        ...this.#empty(11),
        { text: refused ? labels.remarks.refusedRate : '', look: 'quiet', wrap: true },
      ]);
      cells.set(kind, `E${this.#rows.length}`);
    }
    if (chosen.length > 0) this.#rows.push([]);
    return cells;
  }

  #sums(
    lines: { first: number; last: number } | null,
    flats: Map<FlatRateKind, string>,
  ): PartnerCells {
    const { labels, categories } = this.#words;
    const money = moneyOf(this.#source, this.#partnerId);
    const first = this.#rows.length + 1;
    const cellOf = (key: CategoryKey) => `L${first + categoryKeys.indexOf(key)}`;
    const flat = new FlatFormulas(this.#budget.rates, flats, this.#given, cellOf);
    for (const key of categoryKeys) {
      const row = this.#rows.length + 1;
      const made = lines
        ? `ROUND(SUMIF($B$${lines.first}:$B$${lines.last},B${row},$L$${lines.first}:$L$${lines.last}),2)`
        : '0';
      const value = amountOfCategory(money, key);
      const { formula, gives } = flat.of(key) ?? {
        formula: made,
        gives: this.#given.get(key) ?? 0n,
      };
      this.#given.set(key, value);
      this.#sumRow(
        labels.kinds.category,
        categories[key],
        value,
        gives === value ? formula : undefined,
        'plain',
      );
    }
    const last = this.#rows.length;
    const words = labelsOf[this.#source.language];
    const total = BigInt(money.totalMinor);
    const { euRateBp } = this.#source.document.call;
    this.#sumRow(
      labels.kinds.total,
      words.total,
      total,
      sumFormula(`L${first}`, `L${last}`),
      'sum',
    );
    const totalCell = `L${last + 1}`;
    const euFits = isExact(total * BigInt(euRateBp));
    const eu = euFits
      ? `IF(${totalCell}<0,0,${shareFormula(totalCell, this.#parameters.euRate)})`
      : undefined;
    this.#sumRow(labels.kinds.total, words.eu, BigInt(money.euMinor), eu, 'sum');
    const own = `ROUND(${totalCell}-L${last + 2},2)`;
    this.#sumRow(labels.kinds.total, words.own, BigInt(money.ownMinor), own, 'sum');
    return {
      categories: Object.fromEntries(
        categoryKeys.map((key) => [key, cellOf(key)]),
      ) as PartnerCells['categories'],
      total: totalCell,
      eu: `L${last + 2}`,
      own: `L${last + 3}`,
    };
  }

  #sumRow(
    kind: string,
    label: string,
    value: bigint,
    formula: string | undefined,
    look: 'plain' | 'sum',
  ) {
    this.#rows.push([
      { text: kind, look },
      { text: label, look },
      ...this.#empty(9, look),
      { number: plainAmount(toMinor(value)), formula, as: this.#money, look },
      ...this.#empty(4, look),
      { text: formula ? '' : this.#words.labels.remarks.asValue, look: 'quiet' },
    ]);
  }

  #empty(count: number, look: 'plain' | 'sum' | 'group' = 'group'): Cell[] {
    return Array.from({ length: count }, () => ({ look }));
  }

  get #money() {
    return `amount ${this.#source.document.call.currency}` as const;
  }
}
