import { type Minor, toMinor } from './money.ts';
import { type Quantity, quantityText } from './quantity.ts';

/** How people of a language write numbers; decides only what would otherwise mean two things. */
export type NumberStyle = 'sv' | 'en';

export type NumberFault =
  | 'empty'
  | 'not_a_number'
  | 'ambiguous'
  | 'too_many_decimals'
  | 'too_large';

export type Parsed<T> = { ok: true; value: T } | { ok: false; fault: NumberFault };

const fail = (fault: NumberFault): { ok: false; fault: NumberFault } => ({ ok: false, fault });

/**
 * MO8: an amount as people type or paste it: "12 345,67", "12.345,67 kr", "€12,345.67", "−50:-".
 * What could mean two amounts is refused, never guessed: "1,234" is 1234 in English only, and
 * "1.234" in neither.
 */
export function parseAmount(input: string, style: NumberStyle): Parsed<Minor> {
  if (input.length > longest) return fail('too_large');
  const bare = input
    .replace(/(:-|,-)\s*$/, '')
    .replace(/(^|\s|\d|\()(kr|sek|eur|€)(?=\s|\d|-|−|\)|$)/i, '$1');
  // Bookkeeping writes what is negative in parentheses, the currency inside or outside.
  const inside = /^\s*\(([^()]*)\)\s*$/.exec(bare.replace('€', ''));
  const number = inside?.[1] ?? bare.replace('€', '');
  // Neither may a sign stand inside, nor can "50-" be told from "50:-" that lost its colon.
  if (inside && /[-+\u2212]/.test(number)) return fail('not_a_number');
  if (/\d\s*[-\u2212]\s*$/.test(number)) return fail('ambiguous');
  const parsed = parseDecimal(number, style, 2);
  if (!parsed.ok) return parsed;
  return { ok: true, value: toMinor(inside ? -parsed.value : parsed.value) };
}

/** The currency that stands beside a number, where one does: a line is entered in it. */
export function currencyIn(input: string): 'EUR' | 'SEK' | null {
  if (input.length > longest) return null;
  if (/€|(^|[\s\d(])eur(?=[\s\d)-]|$)/i.test(input)) return 'EUR';
  return /(^|[\s\d(])(kr|sek)(?=[\s\d.)-]|$)|\d[:,]-\s*$/i.test(input) ? 'SEK' : null;
}

/**
 * MO8: how the numbers of a pasted range are written: a single "12,50" or "1,234.50" among them says
 * what "1,234" means. Null where they disagree; the reader's own style where none of them tells.
 */
export function styleOfCells(cells: readonly string[], own: NumberStyle): NumberStyle | null {
  let [comma, point] = [false, false];
  for (const cell of cells) {
    if (cell.length > longest) continue;
    // A mark with other than three digits behind it is the decimal one.
    const mark = /([.,])(?:\d{1,2}|\d{4,})(?!\d|[.,]\d)/.exec(cell.replace(/[^\d.,]/g, ''))?.[1];
    comma ||= mark === ',';
    point ||= mark === '.';
  }
  if (comma && point) return null;
  return comma ? 'sv' : point ? 'en' : own;
}

/** MO8: a quantity as people type it, at most 4 decimals, not negative; in the form of documents. */
export function parseQuantityInput(input: string, style: NumberStyle): Parsed<string> {
  const parsed: Parsed<Quantity> = parseDecimal(input, style, 4);
  if (!parsed.ok) return parsed;
  if (parsed.value < 0n) return fail('not_a_number');
  if (parsed.value >= 10n ** 16n) return fail('too_large');
  return { ok: true, value: quantityText(parsed.value) };
}

/** MO8: a percentage as people type it ("45,24 %") in basis points. */
export function parsePercentInput(input: string, style: NumberStyle): Parsed<number> {
  const parsed = parseDecimal(input.replace(/%\s*$/, ''), style, 2);
  if (!parsed.ok) return parsed;
  if (parsed.value < 0n) return fail('not_a_number');
  return parsed.value > 10_000n ? fail('too_large') : { ok: true, value: Number(parsed.value) };
}

// Longer than any number that fits; keeps a pasted page from being searched for one.
const longest = 100;
const spaces = /[\s\u00a0\u2007\u2009\u202f']/g;
const signs = /[\u2212\u2012\u2013\u2014\ufe63\uff0d]/g;

function parseDecimal(input: string, style: NumberStyle, decimals: number): Parsed<bigint> {
  if (input.length > longest) return fail('too_large');
  const trimmed = input.trim().replace(signs, '-');
  if (trimmed === '') return fail('empty');
  const negative = trimmed.startsWith('-');
  const unsigned = trimmed.replace(/^[-+]\s*/, '');
  if (!spacesGroup(unsigned)) return fail('not_a_number');
  const split = splitDecimals(unsigned.replace(spaces, ''), style);
  if ('fault' in split) return fail(split.fault);
  const fraction = split.fraction.replace(/0+$/, '');
  if (fraction.length > decimals) return fail('too_many_decimals');
  const whole = split.whole.replace(/^0+(?=\d)/, '');
  if (whole.length + decimals > 18) return fail('too_large');
  const value = BigInt(whole + fraction.padEnd(decimals, '0'));
  // 15 digits are what a cell holds.
  if (decimals === 2 && value >= 10n ** 15n) return fail('too_large');
  return { ok: true, value: negative ? -value : value };
}

// "12 345" is a grouped number; "12 34" is two numbers that lost their tab.
function spacesGroup(text: string): boolean {
  const groups = text.split(spaces);
  return groups
    .slice(1)
    .every((group, at) =>
      at === groups.length - 2 ? /^\d{3}([.,]\d*)?$/.test(group) : /^\d{3}$/.test(group),
    );
}

type Split = { whole: string; fraction: string } | { fault: NumberFault };

function splitDecimals(text: string, style: NumberStyle): Split {
  if (!/^[\d.,]*\d[\d.,]*$/.test(text)) return { fault: 'not_a_number' };
  const marks = text.replace(/\d/g, '');
  if (marks === '') return { whole: text, fraction: '' };
  const last = marks.at(-1) ?? '';
  const mixed = marks.includes(',') && marks.includes('.');
  if (mixed) {
    // The last mark is the decimal one and occurs once; the other groups.
    if (marks.indexOf(last) !== marks.length - 1) return { fault: 'not_a_number' };
    return ungroup(text.slice(0, text.lastIndexOf(last)), text.slice(text.lastIndexOf(last) + 1));
  }
  if (marks.length > 1) return ungroup(text, '');
  const [whole = '', fraction = ''] = text.split(last);
  if (fraction.length !== 3 || whole === '' || whole.length > 3 || whole === '0') {
    return { whole: whole || '0', fraction };
  }
  // One mark before three digits: a group in the style's own way, else nobody can tell.
  const groupsHere = style === 'en' && last === ',';
  return groupsHere ? { whole: whole + fraction, fraction: '' } : { fault: 'ambiguous' };
}

function ungroup(whole: string, fraction: string): Split {
  if (!/^\d{1,3}([.,])\d{3}(\1\d{3})*$/.test(whole)) return { fault: 'not_a_number' };
  return { whole: whole.replace(/[.,]/g, ''), fraction };
}
