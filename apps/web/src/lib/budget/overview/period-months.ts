/**
 * The first and the last month of a period, as their first days; the last period ends with the
 * project. Null for a day that is none.
 */
export function periodMonths(
  startsOn: string,
  lengthMonths: number,
  period: number,
  months: number | null,
): { from: Date; to: Date } | null {
  const [year, month] = startsOn.split('-').map(Number);
  if (!year || !month) return null;
  const first = (period - 1) * lengthMonths;
  const last = Math.max(first, Math.min(first + lengthMonths, months ?? Infinity) - 1);
  const monthAt = (offset: number) => new Date(Date.UTC(year, month - 1 + offset, 1));
  return { from: monthAt(first), to: monthAt(last) };
}
