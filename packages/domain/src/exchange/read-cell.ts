import { cleanText } from '../input.ts';
import { type Minor, toMinor } from '../money/money.ts';
import {
  type NumberFault,
  type NumberStyle,
  type Parsed,
  parseAmount,
  parseQuantityInput,
} from '../money/parse-amount.ts';
import type { ImportedCell } from './imported-file.ts';

export type CellReadFault = NumberFault | 'is_date' | 'is_error' | 'no_value' | 'negative_quantity';

export type CellRead<T> =
  | { ok: true; value: T; rounded: boolean; unit: string }
  | { ok: false; fault: CellReadFault };

const fail = (fault: CellReadFault): { ok: false; fault: CellReadFault } => ({ ok: false, fault });

/** A cell as one line of text, as its field takes it. */
export function textOf(cell: ImportedCell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') {
    if ('n' in cell) return cell.n;
    if ('d' in cell) return cell.d;
    return 'b' in cell ? String(cell.b) : '';
  }
  return cleanText(unguarded(cell.toWellFormed()))
    .replace(/\s*[\n\t]\s*/g, ' ')
    .trim();
}

/** What would be a formula to a spreadsheet; a full-width sign is one to some. */
const formulaLike = /^[=+\-@\t\r\n＝＋－＠]/;

// A file read by another separator than its own, as Excel of another language does, breaks a text into cells of
// its own: each of them could be the formula that the whole text is not.
const breaks = /([;,|\t\r\n])/;
const formulaStart = /^(["\s]*)('*)(?=[=+\-@＝＋－＠])/;
const blankStart = /^'*[\t\r\n]/;

function atEachStart(text: string, change: (blank: string, guards: string) => string): string {
  const parts = text.split(breaks);
  return parts
    .map((part) =>
      part.replace(formulaStart, (_, blank: string, guards: string) => change(blank, guards)),
    )
    .join('');
}

/** EX4: text as it goes into a CSV: a spreadsheet takes what begins like a formula for one, if nothing guards it. */
export function guarded(text: string): string {
  // One that somebody guarded is guarded once more, so that it comes back as it was.
  const inside = atEachStart(text, (blank, guards) => `${blank}'${guards}`);
  return blankStart.test(inside) ? `'${inside}` : inside;
}

/** EX4: and as it comes back. */
function unguarded(text: string): string {
  const inside = text.startsWith("'") && blankStart.test(text) ? text.slice(1) : text;
  return atEachStart(inside, (blank, guards) => `${blank}${guards.slice(1)}`);
}

/** Whether a spreadsheet would compute this text, were it typed into a cell. */
export function looksLikeFormula(text: string): boolean {
  return formulaLike.test(text);
}

export function isBlank(cell: ImportedCell | undefined): boolean {
  return cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');
}

/** Whether a cell says yes. */
export function isMarked(cell: ImportedCell): boolean {
  if (cell !== null && typeof cell === 'object' && 'b' in cell) return cell.b;
  return /^(ja|yes|x|1|true|sant)$/i.test(textOf(cell));
}

/** What a line of staff says of its pay; one that says nothing has no mark. */
export function marksOf(
  onCosts: ImportedCell,
  uprated: ImportedCell,
): { onCosts?: true; uprated?: true } {
  return {
    ...(isMarked(onCosts) && { onCosts: true as const }),
    ...(isMarked(uprated) && { uprated: true as const }),
  };
}

/** EX3: a number cell is taken to the cent, as it is shown; a text cell is read as if it were typed. */
export function amountOfCell(cell: ImportedCell, style: NumberStyle): CellRead<Minor> {
  if (typeof cell === 'string' || cell === null) {
    const parsed: Parsed<Minor> = parseAmount(textOf(cell), style);
    return parsed.ok ? { ok: true, value: parsed.value, rounded: false, unit: '' } : parsed;
  }
  if (!('n' in cell)) return fail(faultOf(cell));
  const { value, rounded } = scaled(cell.n, 2);
  if (value >= 10n ** 15n || value <= -(10n ** 15n)) return fail('too_large');
  return { ok: true, value: toMinor(value), rounded, unit: '' };
}

/** EX3: a quantity with at most 4 decimals; "840 h" carries its unit. */
export function quantityOfCell(cell: ImportedCell, style: NumberStyle): CellRead<string> {
  if (typeof cell === 'string' || cell === null) {
    const text = textOf(cell);
    const found = /^(.*?\d)\s*(\p{L}[\p{L}.]{0,19})?$/u.exec(text);
    const number = found?.[1] ?? text;
    if (/^\s*[-−‒–—]\s*\d/.test(number)) return fail('negative_quantity');
    const parsed = parseQuantityInput(number, style);
    if (!parsed.ok) return parsed;
    return { ok: true, value: parsed.value, rounded: false, unit: found?.[2] ?? '' };
  }
  if (!('n' in cell)) return fail(faultOf(cell));
  const { value, rounded } = scaled(cell.n, 4);
  if (value < 0n) return fail('negative_quantity');
  if (value >= 10n ** 16n) return fail('too_large');
  return { ok: true, value: decimalText(value, 4), rounded, unit: '' };
}

function faultOf(cell: { d: string } | { b: boolean } | { e: string }): CellReadFault {
  if ('d' in cell) return 'is_date';
  if ('b' in cell) return 'not_a_number';
  return cell.e === 'no_value' ? 'no_value' : 'is_error';
}

/** "296.5116" with 2 decimals: 29651n, half away from zero. */
function scaled(decimal: string, decimals: number): { value: bigint; rounded: boolean } {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  const kept = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  const rest = fraction.slice(decimals);
  const value = kept + (rest >= '5' ? 1n : 0n);
  return { value: sign === '-' ? -value : value, rounded: /[1-9]/.test(rest) };
}

export function decimalText(value: bigint, decimals: number): string {
  const digits = value.toString().padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  const whole = digits.slice(0, -decimals);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
