import type { Finding, Place } from '../finding.ts';
import { type BasisPoints, type Minor, toMinor } from '../money/money.ts';
import { type Quantity, quantityText } from '../money/quantity.ts';
import { findingOf } from '../rules.ts';

/** CPR Art. 55(2): a person-year has 1 720 hours. */
export const hoursPerYear = 1720;

/** MO5: the Swedish unit cost per hour: monthly full-time salary times 12 over 1 720, truncated. */
export function hourlyRate(monthlySalary: Minor): Minor {
  return toMinor(yearlyPay(monthlySalary) / BigInt(hoursPerYear));
}

/** MO5: a year's pay, from which the hour is taken. */
export function yearlyPay(monthlySalary: Minor): Minor {
  return toMinor(monthlySalary * 12n);
}

/** MO6: the stored hourly rate uprated at month 12, 24, ... of the project, truncated each time. */
export function upratedRate(rate: Minor, upratingBp: BasisPoints, month: number): Minor {
  let uprated: bigint = rate;
  for (let year = 12; year <= month; year += 12) {
    uprated = (uprated * BigInt(10_000 + upratingBp)) / 10_000n;
  }
  return toMinor(uprated);
}

/** BU19: one person's hours in twelve months stay within 1 720 times the part-time factor. */
export function checkPersonYear(
  hours: Quantity,
  partTimeBp: BasisPoints,
  subject: string,
  place?: Place,
): Finding | null {
  // Both sides times 10 000 (ten-thousandths of an hour; basis points): exact without a division.
  const limit = BigInt(hoursPerYear) * BigInt(partTimeBp);
  if (hours <= limit) return null;
  const params = { hours: quantityText(hours), limit: quantityText(limit) };
  return findingOf('BU19', subject, params, place);
}
