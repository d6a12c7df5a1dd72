// The domain asks no clock: instants come in as ISO strings, and are compared as milliseconds.

/** Milliseconds since 1970 of an ISO 8601 instant that carries its zone. */
export function instantMs(iso: string): number {
  if (!/(Z|[+-]\d{2}:?\d{2})$/.test(iso)) throw new RangeError(`an instant needs a zone: "${iso}"`);
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) throw new RangeError(`not an instant: "${iso}"`);
  return ms;
}

export function isBefore(a: string, b: string): boolean {
  return instantMs(a) < instantMs(b);
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Days since 1970 of a date of the Gregorian calendar (H. Hinnant's days_from_civil). */
export function dayNumber(year: number, month: number, dayOfMonth: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function yearOf(ms: number): number {
  let year = 1970 + Math.floor(ms / dayMs / 365.2425);
  while (dayNumber(year + 1, 1, 1) * dayMs <= ms) year++;
  while (dayNumber(year, 1, 1) * dayMs > ms) year--;
  return year;
}

/** 01:00 UTC on the last Sunday of a month: when the European Union changes its clocks. */
function clockChange(year: number, month: 3 | 10): number {
  const lastDay = dayNumber(year, month, 31);
  const weekday = (lastDay + 4) % 7;
  return (lastDay - weekday) * dayMs + hourMs;
}

/** TI1: what Europe/Stockholm is ahead of UTC, by the European rule in force since 1996. */
export function stockholmOffsetMs(ms: number): number {
  const year = yearOf(ms);
  const summer = ms >= clockChange(year, 3) && ms < clockChange(year, 10);
  return summer ? 2 * hourMs : hourMs;
}

/**
 * TI1: the same time of day in Europe/Stockholm, a number of days later (or earlier). Of an hour
 * that happens twice the first is taken; an hour that the clock skips becomes the one after it.
 */
export function addStockholmDays(ms: number, days: number): number {
  const local = ms + stockholmOffsetMs(ms) + days * dayMs;
  const summer = local - 2 * hourMs;
  return stockholmOffsetMs(summer) === 2 * hourMs ? summer : local - hourMs;
}

/** Milliseconds since 1970 as an ISO instant in UTC. */
export function instantIso(ms: number): string {
  const days = Math.floor(ms / dayMs);
  const year = yearOf(ms);
  let month = 1;
  while (month < 12 && dayNumber(year, month + 1, 1) <= days) month++;
  const dayOfMonth = days - dayNumber(year, month, 1) + 1;
  let rest = ms - days * dayMs;
  const take = (unit: number) => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count;
  };
  const pad = (value: number, width = 2) => String(value).padStart(width, '0');
  const date = `${pad(year, 4)}-${pad(month)}-${pad(dayOfMonth)}`;
  return `${date}T${pad(take(hourMs))}:${pad(take(60_000))}:${pad(take(1000))}.${pad(rest, 3)}Z`;
}
