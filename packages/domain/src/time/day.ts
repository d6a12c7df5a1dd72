import { dayNumber } from './instant.ts';

const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days since 1970 of YYYY-MM-DD, or null when there is no such day. */
export function dayOf(text: string): number | null {
  const found = dayPattern.exec(text);
  if (!found) return null;
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  return dayNumber(year, month, day);
}

/**
 * The last day of a project that begins on a day and lasts so many months; null for no such day. A
 * month that lacks the day of the start ends the project on its own last day.
 */
export function lastDayOf(start: string, months: number): string | null {
  const found = dayPattern.exec(start);
  if (!found || dayOf(start) === null || months < 1) return null;
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number];
  const ahead = year * 12 + (month - 1) + months;
  const [endYear, endMonth] = [Math.floor(ahead / 12), (ahead % 12) + 1];
  if (day > daysIn(endYear, endMonth)) return text(endYear, endMonth, daysIn(endYear, endMonth));
  if (day > 1) return text(endYear, endMonth, day - 1);
  const [lastYear, lastMonth] = endMonth === 1 ? [endYear - 1, 12] : [endYear, endMonth - 1];
  return text(lastYear, lastMonth, daysIn(lastYear, lastMonth));
}

/** YYYY-MM-DD of a number of days since 1970 (H. Hinnant's civil_from_days). */
export function dayText(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return text(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
}

/** The day after YYYY-MM-DD; null for no such day. */
export function nextDay(day: string): string | null {
  const number = dayOf(day);
  return number === null ? null : dayText(number + 1);
}

function daysIn(year: number, month: number): number {
  const next = month === 12 ? dayNumber(year + 1, 1, 1) : dayNumber(year, month + 1, 1);
  return next - dayNumber(year, month, 1);
}

function text(year: number, month: number, day: number): string {
  const pad = (value: number, width: number) => String(value).padStart(width, '0');
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}
