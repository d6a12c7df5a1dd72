import { language } from './i18n.svelte.ts';

/** Deadlines are Swedish deadlines, wherever the reader sits. */
export const zone = 'Europe/Stockholm';

const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function cached<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  const full = `${language.tag}|${key}`;
  const found = formats.get(full);
  if (found) return found as T;
  const made = make();
  formats.set(full, made);
  return made;
}

/** Minor units ("12345" is 123.45) as an exact decimal string; no float is ever made of money. */
export function decimalOf(minor: bigint | string): Intl.StringNumericLiteral {
  const value = typeof minor === 'bigint' ? minor : BigInt(minor);
  const sign = value < 0n ? '-' : '';
  const digits = (value < 0n ? -value : value).toString().padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}` as Intl.StringNumericLiteral;
}

interface MoneyOptions {
  currency?: string | undefined;
  /** Leave out ".00" when there are no cents: for prose, never for columns. */
  whole?: boolean | undefined;
}

/** "224,215.07" / "224 215,07"; with a currency "EUR 224,215.07" / "224 215,07 EUR". */
export function formatMoney(
  minor: bigint | string | null | undefined,
  options: MoneyOptions = {},
): string {
  if (minor === null || minor === undefined || minor === '') return '–';
  const { currency, whole = false } = options;
  const format = cached(
    `money|${currency}|${whole}`,
    () =>
      new Intl.NumberFormat(language.tag, {
        ...(currency ? { style: 'currency', currency, currencyDisplay: 'code' } : {}),
        minimumFractionDigits: 2,
        maximumFractionDigits: 2,
        ...(whole ? { trailingZeroDisplay: 'stripIfInteger' } : {}),
      }),
  );
  return format.format(decimalOf(minor));
}

/** Basis points as percent: 4524 is "45.24 %". */
export function formatRate(basisPoints: number): string {
  const format = cached(
    'rate',
    () =>
      new Intl.NumberFormat(language.tag, {
        style: 'percent',
        maximumFractionDigits: 2,
      }),
  );
  return format.format(`${basisPoints}e-4` as Intl.StringNumericLiteral).replace(/%$/, '%');
}

export function formatNumber(value: number, maximumFractionDigits = 0): string {
  return cached(
    `number|${maximumFractionDigits}`,
    () => new Intl.NumberFormat(language.tag, { maximumFractionDigits }),
  ).format(value);
}

/** "1.2 MB", "340 kB": in thousands, as people's own machines say it. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1_000_000) return `${formatNumber(bytes / 1_000_000, 1)} MB`;
  if (bytes >= 1000) return `${formatNumber(bytes / 1000)} kB`;
  return `${formatNumber(bytes)} byte`;
}

export type DateStyle =
  | 'date'
  | 'dateLong'
  | 'dateTime'
  | 'dateTimeLong'
  | 'time'
  | 'seconds'
  | 'exact';

const seconds: Intl.DateTimeFormatOptions = {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
};

const dateStyles: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  dateLong: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  dateTime: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  dateTimeLong: {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  },
  time: { hour: '2-digit', minute: '2-digit' },
  seconds,
  /** To the millisecond, as a deadline is measured. */
  exact: { ...seconds, fractionalSecondDigits: 3 },
};

export function formatDate(at: string | number | Date, style: DateStyle = 'date'): string {
  const date = at instanceof Date ? at : new Date(at);
  if (Number.isNaN(date.getTime())) return '–';
  return cached(
    `date|${style}`,
    () => new Intl.DateTimeFormat(language.tag, { timeZone: zone, ...dateStyles[style] }),
  ).format(date);
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** "3 days ago", "om 2 timmar"; under a minute it says "now". */
export function formatRelative(at: string | number, nowMs: number): string {
  const difference = (typeof at === 'number' ? at : Date.parse(at)) - nowMs;
  const format = new Intl.RelativeTimeFormat(language.tag, { numeric: 'auto' });
  for (const [unit, size] of units) {
    if (Math.abs(difference) >= size) return format.format(Math.trunc(difference / size), unit);
  }
  return format.format(0, 'second');
}

/** "A, B and C" / "A, B och C". */
export function formatList(items: string[]): string {
  return new Intl.ListFormat(language.tag, { style: 'long', type: 'conjunction' }).format(items);
}

/** Alphabetical order as the reader expects it (å, ä and ö last in Swedish). */
export function compareText(a: string, b: string): number {
  return a.localeCompare(b, language.tag, { numeric: true, sensitivity: 'base' });
}
