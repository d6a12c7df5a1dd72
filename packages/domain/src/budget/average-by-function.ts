import { type BasisPoints, type Minor, minorText, parseMinor, toMinor } from '../money/money.ts';
import { quantityText } from '../money/quantity.ts';
import type { BudgetLine } from './budget-sheet.ts';
import { hourlyRate, hoursPerYear } from './staff-rate.ts';

/** Whoever is paid in a project: names and salaries of one partner, which only that partner reads. */
export interface StaffPerson {
  id: string;
  functionTitle: string;
  monthlySalaryMinor: string;
  partTimeBp: BasisPoints;
  budgetLineId: string | null;
}

export interface FunctionRate {
  functionTitle: string;
  personIds: string[];
  /** The full-time posts that they make together: 15 000 is one and a half. */
  postsBp: BasisPoints;
  monthlySalary: Minor;
  rate: Minor;
  /** One person's rate is that person's salary: the average hides nothing. */
  reveals: boolean;
}

/**
 * MO12: one hourly rate per function: its people's pay weighted by their part-time factors,
 * truncated, so that the hours at the average cost what the people cost.
 */
export function averageByFunction(people: readonly StaffPerson[]): FunctionRate[] {
  const groups = new Map<string, StaffPerson[]>();
  for (const person of people) {
    const key = functionKey(person.functionTitle);
    if (key === '' || parseMinor(person.monthlySalaryMinor) <= 0n) continue;
    groups.set(key, [...(groups.get(key) ?? []), person]);
  }
  return [...groups.values()].map((group) => {
    const monthlySalary = averageSalary(group);
    return {
      functionTitle: group[0]?.functionTitle.trim() ?? '',
      personIds: group.map(({ id }) => id),
      postsBp: group.reduce((sum, { partTimeBp }) => sum + partTimeBp, 0),
      monthlySalary,
      rate: hourlyRate(monthlySalary),
      reveals: group.length === 1,
    };
  });
}

/** Two spellings of one function are one function. */
export function functionKey(title: string): string {
  return title.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}

export function averageSalary(people: readonly StaffPerson[]): Minor {
  const posts = people.reduce((sum, { partTimeBp }) => sum + partTimeBp, 0);
  let sum = 0n;
  let weights = 0n;
  for (const person of people) {
    // Without any time stated, everybody weighs the same.
    const weight = posts === 0 ? 1n : BigInt(person.partTimeBp);
    sum += parseMinor(person.monthlySalaryMinor) * weight;
    weights += weight;
  }
  return toMinor(weights === 0n ? 0n : sum / weights);
}

/** The line that stands for a function: a year's hours of its posts at the average rate. */
export function averagedLine(
  average: FunctionRate,
): Pick<
  BudgetLine,
  'category' | 'functionTitle' | 'unit' | 'quantity' | 'unitPriceMinor' | 'currency'
> {
  return {
    category: 'STAFF',
    functionTitle: average.functionTitle,
    unit: 'h',
    quantity: quantityText(BigInt(hoursPerYear) * BigInt(average.postsBp)),
    unitPriceMinor: minorText(average.rate),
    currency: 'SEK',
  };
}
