import type { Language } from '@samspel/domain/person/person-view';

const locales = { sv: 'sv-SE', en: 'en-GB' } as const;
const zone = 'Europe/Stockholm';

/** "448 430,16 €" from minor units, without a float in between. */
export function amountText(language: Language, minor: bigint, currency: string): string {
  const magnitude = (minor < 0n ? -minor : minor).toString().padStart(3, '0');
  const number = `${minor < 0n ? '-' : ''}${magnitude.slice(0, -2)}.${magnitude.slice(-2)}`;
  const format = new Intl.NumberFormat(locales[language], { style: 'currency', currency });
  return format.format(number as Intl.StringNumericLiteral);
}

/** The same without the currency, for columns whose heading names it. */
export function plainAmountText(language: Language, minor: bigint): string {
  const magnitude = (minor < 0n ? -minor : minor).toString().padStart(3, '0');
  const number = `${minor < 0n ? '-' : ''}${magnitude.slice(0, -2)}.${magnitude.slice(-2)}`;
  const format = new Intl.NumberFormat(locales[language], { minimumFractionDigits: 2 });
  return format.format(number as Intl.StringNumericLiteral);
}

/** "22 december 2026 kl. 16:00", in Stockholm's time whatever the host's. */
export function instantText(language: Language, at: Date): string {
  return new Intl.DateTimeFormat(locales[language], {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: zone,
  }).format(at);
}

/** To the millisecond, as a deadline is decided: "2026-12-22 15:59:59,123 (UTC+1)". */
export function exactInstantText(language: Language, at: Date): string {
  return new Intl.DateTimeFormat(locales[language], {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZone: zone,
    timeZoneName: 'short',
  }).format(at);
}

/** "1 mars 2027" from a calendar day. */
export function dayText(language: Language, day: string): string {
  return new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** 4524 -> "45,24 %". */
export function percentText(language: Language, basisPoints: number): string {
  return new Intl.NumberFormat(locales[language], {
    style: 'percent',
    maximumFractionDigits: 2,
  }).format(basisPoints / 10_000);
}

/** A quantity as entered, "12.5" -> "12,5". */
export function quantityText(language: Language, quantity: string): string {
  const format = new Intl.NumberFormat(locales[language], { maximumFractionDigits: 4 });
  return format.format(quantity as Intl.StringNumericLiteral);
}

export function countText(language: Language, count: number): string {
  return new Intl.NumberFormat(locales[language]).format(count);
}

/** "1,2 MB", "340 kB": as people's own machines say it, in thousands. */
export function bytesText(language: Language, bytes: number): string {
  const format = new Intl.NumberFormat(locales[language], { maximumFractionDigits: 1 });
  if (bytes >= 1_000_000) return `${format.format(bytes / 1_000_000)} MB`;
  if (bytes >= 1000) return `${format.format(bytes / 1000)} kB`;
  return `${format.format(bytes)} byte`;
}
