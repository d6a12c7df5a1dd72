import type { CostCategory } from '../budget/budget-sheet.ts';
import { lengthOf } from '../input.ts';
import { type Minor, toMinor } from '../money/money.ts';
import { lineAmount, parseQuantity } from '../money/quantity.ts';
import { categoryOf, currencyIn, type ImportField, isOtherKind, isTotal } from './heading-words.ts';
import type { ImportedCell, ImportedRow, ImportedSheet } from './imported-file.ts';
import type {
  FieldFault,
  FieldNote,
  ImportedLine,
  ImportedRowReading,
  ImportSetting,
  SkippedBecause,
} from './imported-line.ts';
import { fieldsInThousands } from './in-thousands.ts';
import { isOthersRow } from './others-row.ts';
import { readPeriodQuantities } from './period-quantities.ts';
import { amountOfCell, isBlank, isMarked, marksOf, quantityOfCell, textOf } from './read-cell.ts';

/** EX2: each row below the headings as a line, as faulty with every reason, or as no line at all. */
export function readImportedLines(
  sheet: Pick<ImportedSheet, 'rows' | 'merged'>,
  setting: ImportSetting,
): ImportedRowReading[] {
  const columns = new Map<ImportField, number>();
  setting.plan.fields.forEach((field, column) => {
    if (field !== null && !columns.has(field)) columns.set(field, column);
  });
  const { headingRow } = setting.plan;
  const told = { ...setting, inThousands: fieldsInThousands(sheet.rows, setting.plan) };
  let heading: CostCategory | null = null;
  return sheet.rows
    .filter(({ row }) => headingRow === null || row > headingRow)
    .map((row) => {
      const reader = new RowReader(row, columns, told, sheet);
      const headed = reader.asHeading();
      if (headed !== undefined) heading = headed;
      return reader.read(headed !== undefined, heading);
    });
}

const lengths = { description: 500, functionTitle: 200, unit: 40, note: 2000 } as const;

const inThousands = { ok: false, fault: 'in_thousands' } as const;

type Told = ImportSetting & { inThousands: ReadonlySet<ImportField> };

class RowReader {
  readonly #row: ImportedRow;
  readonly #columns: ReadonlyMap<ImportField, number>;
  readonly #setting: Told;
  readonly #sheet: Pick<ImportedSheet, 'rows' | 'merged'>;
  readonly #faults: FieldFault[] = [];
  readonly #notes: FieldNote[] = [];

  constructor(
    row: ImportedRow,
    columns: ReadonlyMap<ImportField, number>,
    setting: Told,
    sheet: Pick<ImportedSheet, 'rows' | 'merged'>,
  ) {
    this.#row = row;
    this.#columns = columns;
    this.#setting = setting;
    this.#sheet = sheet;
  }

  /** A row of one text that names a category heads the rows below it; undefined is no such row. */
  asHeading(): CostCategory | null | undefined {
    const filled = this.#row.cells.filter((cell) => !isBlank(cell));
    if (filled.length !== 1 || typeof filled[0] !== 'string') return undefined;
    const category = categoryOf(textOf(filled[0]));
    if (category === null) return undefined;
    return category === 'OTHER_FLAT' ? null : category;
  }

  read(isHeading: boolean, heading: CostCategory | null): ImportedRowReading {
    const { row } = this.#row;
    const text = this.#row.cells.map(textOf).filter(Boolean).join(' · ').slice(0, 200);
    const skip = (why: SkippedBecause) => ({ row, state: 'skipped', why, text }) as const;
    if (isHeading) return skip('heading');
    const { plan, others } = this.#setting;
    if (isOthersRow(this.#row, plan, others)) return skip('other_partner');
    if (isOtherKind(textOf(this.#cell('kind')))) return skip('other_kind');
    const noPrice = isBlank(this.#cell('unitPrice'));
    if (noPrice && isTotal(this.#firstText())) return skip('total');
    if (noPrice && isBlank(this.#cell('quantity')) && isBlank(this.#cell('amount'))) {
      return skip('words');
    }
    const category = this.#category(heading);
    if (category === 'OTHER_FLAT') return skip('other_kind');
    const line = this.#line(category ?? 'STAFF');
    if (this.#faults.length > 0) return { row, state: 'faulty', faults: this.#faults, text };
    return { row, state: 'line', line, notes: this.#notes };
  }

  #line(category: CostCategory): ImportedLine {
    const description = this.#text('description');
    const functionTitle = this.#text('functionTitle');
    const staff = category === 'STAFF';
    const { quantity, unit, price, currency } = this.#money(category);
    return {
      category,
      // Only staff has a function; elsewhere what stands there says what is bought.
      description: staff
        ? description
        : [functionTitle, description].filter(Boolean).join(': ').slice(0, lengths.description),
      functionTitle: staff ? functionTitle : '',
      unit: this.#text('unit') || unit,
      quantity,
      unitPriceMinor: price.toString(),
      currency,
      period: this.#period(),
      workPackage: this.#workPackage(),
      note: this.#text('note'),
      ...this.#perPeriod(),
      ...(staff && marksOf(this.#cell('onCosts'), this.#cell('uprated'))),
    };
  }

  #cell(field: ImportField): ImportedCell {
    const column = this.#columns.get(field);
    return column === undefined ? null : (this.#row.cells[column] ?? null);
  }

  #firstText(): string {
    return textOf(this.#row.cells.find((cell) => typeof cell === 'string' && !isBlank(cell)));
  }

  #fault(field: ImportField, fault: FieldFault['fault']): null {
    const cell = this.#cell(field);
    const text = cell !== null && typeof cell === 'object' && 'e' in cell ? cell.e : textOf(cell);
    this.#faults.push({ field, fault, text: text.slice(0, 100) });
    return null;
  }

  #text(field: keyof typeof lengths): string {
    const text = textOf(this.#cell(field));
    if (lengthOf(text) > lengths[field]) this.#fault(field, 'too_long');
    return text;
  }

  #category(heading: CostCategory | null): CostCategory | 'OTHER_FLAT' | null {
    const text = textOf(this.#cell('category')) || this.#mergedCategory();
    const named = text === '' ? null : categoryOf(text);
    if (text !== '' && named === null) return this.#fault('category', 'unknown_category');
    const category = named ?? heading ?? this.#setting.category;
    if (category === null) return this.#fault('category', 'no_category');
    if (category === 'OTHER_FLAT') return category;
    if (category === 'OFFICE') return this.#fault('category', 'office_flat_only');
    if (this.#setting.categories.includes(category)) return category;
    return this.#fault('category', 'category_not_offered');
  }

  /** A category merged over its rows stands in the first of them. */
  #mergedCategory(): string {
    const column = this.#columns.get('category');
    if (column === undefined) return '';
    const over = this.#sheet.merged.find(
      ({ rows, columns }) =>
        rows[0] < this.#row.row &&
        this.#row.row <= rows[1] &&
        columns[0] <= column &&
        column <= columns[1],
    );
    const first = over && this.#sheet.rows.find(({ row }) => row === over.rows[0]);
    return first ? textOf(first.cells[over.columns[0]]) : '';
  }

  #money(category: CostCategory) {
    const currency = this.#currency();
    const quantityCell = this.#cell('quantity');
    const stated = isBlank(quantityCell) ? null : this.#quantity(quantityCell);
    const amount = this.#amount('amount');
    let price = this.#amount('unitPrice');
    let quantity = stated?.value ?? '1';
    if (price === null && amount !== null && isBlank(this.#cell('unitPrice'))) {
      [quantity, price] = this.#priceOf(amount, quantity);
    } else if (isBlank(this.#cell('unitPrice')) && isBlank(this.#cell('amount'))) {
      this.#fault('unitPrice', 'empty');
    } else if (price !== null && amount !== null && this.#faults.length === 0) {
      const here = lineAmount(parseQuantity(quantity), price);
      // Up to one unit of the last place (the file may round), and but for a rate that rises.
      const apart = here > amount ? here - amount : amount - here;
      if (apart > 1n && !isMarked(this.#cell('uprated'))) {
        this.#notes.push({ field: 'amount', note: 'amount_differs', text: amount.toString() });
      }
    }
    if (price !== null && category === 'REVENUE' && price > 0n) {
      this.#fault(isBlank(this.#cell('unitPrice')) ? 'amount' : 'unitPrice', 'revenue_positive');
    } else if (price !== null && category !== 'REVENUE' && price < 0n) {
      this.#fault(isBlank(this.#cell('unitPrice')) ? 'amount' : 'unitPrice', 'negative');
    }
    return { quantity, unit: stated?.unit ?? '', price: price ?? toMinor(0n), currency };
  }

  /** A total without a price: the price that gives it, else the total as one. */
  #priceOf(amount: Minor, quantity: string): [string, Minor] {
    if (quantity === '1') return ['1', amount];
    const units = parseQuantity(quantity);
    if (units > 0n) {
      const price = toMinor((amount * 10_000n) / units);
      if (lineAmount(units, price) === amount) return [quantity, price];
    }
    this.#notes.push({ field: 'amount', note: 'amount_as_one', text: quantity });
    return ['1', amount];
  }

  #quantity(cell: ImportedCell) {
    const read = quantityOfCell(cell, this.#setting.style);
    if (!read.ok) return this.#fault('quantity', read.fault);
    this.#noteRounding('quantity', read.rounded);
    return read;
  }

  #amount(field: 'unitPrice' | 'amount'): Minor | null {
    const cell = this.#cell(field);
    if (isBlank(cell)) return null;
    const thousands = this.#setting.inThousands.has(field);
    const read = thousands ? inThousands : amountOfCell(cell, this.#setting.style);
    // The amount that a price makes is not needed: what it says wrongly does no harm.
    if (!read.ok && field === 'amount' && !isBlank(this.#cell('unitPrice'))) return null;
    if (!read.ok) return this.#fault(field, read.fault);
    if (field === 'unitPrice') this.#noteRounding(field, read.rounded);
    return read.value;
  }

  #noteRounding(field: ImportField, rounded: boolean): void {
    if (rounded) this.#notes.push({ field, note: 'rounded', text: textOf(this.#cell(field)) });
  }

  #currency(): 'EUR' | 'SEK' {
    const { currency, exchange, plan } = this.#setting;
    const text = textOf(this.#cell('currency'));
    const price = this.#cell('unitPrice') ?? this.#cell('amount');
    const inPrice = typeof price === 'string' ? currencyIn(price) : null;
    const named = text === '' ? (inPrice ?? plan.currency ?? currency) : currencyIn(text);
    if (named === null) this.#fault('currency', 'unknown_currency');
    else if (named !== currency && named !== exchange) {
      this.#fault(text === '' ? 'unitPrice' : 'currency', 'no_exchange');
    }
    return named ?? currency;
  }

  #period(): number | null {
    const text = textOf(this.#cell('period')).trim();
    if (text === '') return null;
    const period = Number(/^(?:period )?(\d{1,3})$/i.exec(text)?.[1] ?? 0);
    if (period >= 1 && period <= this.#setting.periods) return period;
    // "All" is what files of our own say.
    return /^(alla?|hela|all|whole)\b/i.test(text) ? null : this.#fault('period', 'period_range');
  }

  #perPeriod(): Pick<ImportedLine, 'perPeriod'> {
    const { style, periods } = this.#setting;
    const read = readPeriodQuantities(this.#cell('perPeriod'), style, periods);
    if (!read.ok) this.#fault('perPeriod', read.fault);
    return read.ok && read.value ? { perPeriod: read.value } : {};
  }

  #workPackage(): string | null {
    const text = textOf(this.#cell('workPackage'));
    if (text === '') return null;
    const id = this.#setting.workPackages.get(text.toLowerCase());
    // A line stands without its package, and gets it later.
    if (!id) this.#notes.push({ field: 'workPackage', note: 'work_package_left_out', text });
    return id ?? null;
  }
}
