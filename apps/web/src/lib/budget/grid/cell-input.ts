import type { LineRegisters } from '@samspel/documents/budget-document';
import type { BudgetLine, LineCurrency } from '@samspel/domain/budget/budget-sheet';
import { cleanText } from '@samspel/domain/input';
import {
  type NumberFault,
  type NumberStyle,
  parseAmount,
  parseQuantityInput,
} from '@samspel/domain/money/parse-amount';
import { type EditableColumn, periodOf } from './columns.ts';

export type CellFault =
  | NumberFault
  | 'negative'
  | 'revenue_positive'
  | 'period_range'
  | 'no_exchange'
  | 'no_package'
  | 'too_long'
  | 'too_narrow'
  | 'locked';

export type CellInput = { ok: true; cells: LineRegisters } | { ok: false; fault: CellFault };

export interface CellContext {
  style: NumberStyle;
  /** Highest period of the project. */
  periods: number;
  currency: string;
  /** The other currency that the call converts from, where it does. */
  exchange: string | null;
  /** The plan's work packages, in its order. */
  packages: readonly { id: string; title: string }[];
}

const lengths = { description: 500, functionTitle: 200, unit: 40 } as const;
const fail = (fault: CellFault): CellInput => ({ ok: false, fault });

/** What a typed or pasted text makes of a cell; a fault leaves the document as it was. */
export function readCellInput(
  line: Pick<BudgetLine, 'category' | 'currency'>,
  column: EditableColumn,
  text: string,
  context: CellContext,
): CellInput {
  switch (column) {
    case 'description':
    case 'functionTitle':
    case 'unit':
      return readText(column, text);
    case 'quantity':
      return readQuantity(text, context.style);
    case 'unitPriceMinor':
      return readPrice(line, text, context);
    case 'period':
      return readPeriod(text, context.periods);
    case 'workPackage':
      return readPackage(text, context.packages);
    default:
      return readPeriodQuantity(column, text, context.style);
  }
}

function readText(column: keyof typeof lengths, text: string): CellInput {
  const cleaned = cleanText(text.toWellFormed())
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  if ([...cleaned].length > lengths[column]) return fail('too_long');
  return { ok: true, cells: { [column]: cleaned } };
}

function readQuantity(text: string, style: NumberStyle): CellInput {
  // "1 376 h": what follows the number is the unit.
  const found = /^(.*?\d)\s*(\p{L}[\p{L}.]{0,19})?$/u.exec(text.trim());
  const parsed = parseQuantityInput(found?.[1] ?? text, style);
  if (!parsed.ok) return fail(parsed.fault);
  const unit = found?.[2];
  return { ok: true, cells: unit ? { quantity: parsed.value, unit } : { quantity: parsed.value } };
}

function readPrice(
  line: Pick<BudgetLine, 'category' | 'currency'>,
  text: string,
  context: CellContext,
): CellInput {
  const currency = namedCurrency(text) ?? line.currency;
  if (currency !== context.currency && currency !== context.exchange) return fail('no_exchange');
  const parsed = parseAmount(text, context.style);
  if (!parsed.ok) return fail(parsed.fault);
  if (line.category === 'REVENUE') {
    if (parsed.value > 0n) return fail('revenue_positive');
  } else if (parsed.value < 0n) return fail('negative');
  return { ok: true, cells: { unitPriceMinor: parsed.value.toString(), currency } };
}

function namedCurrency(text: string): LineCurrency | null {
  if (/(kr|sek|:-)/i.test(text)) return 'SEK';
  return /(eur|€)/i.test(text) ? 'EUR' : null;
}

function readPeriod(text: string, periods: number): CellInput {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: true, cells: { period: null } };
  const period = /^\d{1,3}$/.test(trimmed) ? Number(trimmed) : 0;
  if (period < 1 || period > periods) return fail('period_range');
  return { ok: true, cells: { period } };
}

/** A package by its number in the plan, by its title, or by both as the cell shows them. */
function readPackage(text: string, packages: CellContext['packages']): CellInput {
  const wanted = text.trim().toLocaleLowerCase();
  if (wanted === '') return { ok: true, cells: { workPackage: null } };
  const found = packages.find(({ title }, at) => {
    const named = [`${at + 1}`, title, packageLabel(at + 1, title)];
    return named.some((name) => name.toLocaleLowerCase() === wanted);
  });
  return found ? { ok: true, cells: { workPackage: found.id } } : fail('no_package');
}

export function packageLabel(number: number, title: string): string {
  return title === '' ? `${number}` : `${number} ${title}`;
}

/** Empty leaves the period to the even split, or to the rest. */
function readPeriodQuantity(column: `q${number}`, text: string, style: NumberStyle): CellInput {
  if (text.trim() === '') return { ok: true, cells: { [column]: null } };
  const parsed = parseQuantityInput(text, style);
  return parsed.ok ? { ok: true, cells: { [column]: parsed.value } } : fail(parsed.fault);
}

/** The text an editor opens with: as the reader writes numbers, without grouping. */
export function cellText(
  line: BudgetLine,
  column: EditableColumn,
  { style, packages }: Pick<CellContext, 'style' | 'packages'>,
): string {
  switch (column) {
    case 'description':
    case 'functionTitle':
    case 'unit':
      return line[column];
    case 'quantity':
      return decimalIn(line.quantity, style);
    case 'unitPriceMinor':
      return amountText(line.unitPriceMinor, style) + (line.currency === 'SEK' ? ' SEK' : '');
    case 'period':
      return line.period === null ? '' : String(line.period);
    case 'workPackage':
      return packageText(line.workPackage, packages);
    default:
      return decimalIn(line.perPeriod?.[periodOf(column) ?? 0] ?? '', style);
  }
}

function decimalIn(decimal: string, style: NumberStyle): string {
  return style === 'sv' ? decimal.replace('.', ',') : decimal;
}

/** As the cell shows it; a package that is not in the plan (any more) has nothing to be called by. */
export function packageText(id: string | null, packages: CellContext['packages']): string {
  const at = packages.findIndex((one) => one.id === id);
  const found = packages[at];
  return found ? packageLabel(at + 1, found.title) : '';
}

/** "1234567" as "12345,67" or "12345.67". */
export function amountText(minor: string, style: NumberStyle): string {
  const negative = minor.startsWith('-');
  const digits = minor.replace('-', '').padStart(3, '0');
  const mark = style === 'sv' ? ',' : '.';
  return `${negative ? '-' : ''}${digits.slice(0, -2)}${mark}${digits.slice(-2)}`;
}

/** What Delete leaves in a cell. */
export function clearedCell(column: EditableColumn): LineRegisters {
  if (column === 'quantity') return { quantity: '0' };
  if (column === 'unitPriceMinor') return { unitPriceMinor: '0' };
  if (column === 'period' || column === 'workPackage' || periodOf(column) !== null) {
    return { [column]: null };
  }
  return { [column]: '' };
}
