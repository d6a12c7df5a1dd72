import type { ProjectPerson } from '@samspel/documents/people-document';
import { hourlyRate } from '@samspel/domain/budget/staff-rate';
import { type Minor, parseMinor, toMinor } from '@samspel/domain/money/money';

export interface FunctionRate {
  functionTitle: string;
  people: number;
  rate: Minor;
}

/** One hourly rate per function: the average hides what one person earns, unless there is only one. */
export function ratesByFunction(people: readonly ProjectPerson[]): FunctionRate[] {
  const groups = new Map<string, bigint[]>();
  for (const person of people) {
    const salary = parseMinor(person.monthlySalaryMinor);
    const title = person.functionTitle.trim();
    if (salary <= 0n || title === '') continue;
    groups.set(title, [...(groups.get(title) ?? []), salary]);
  }
  return [...groups].map(([functionTitle, salaries]) => {
    const average = salaries.reduce((sum, salary) => sum + salary, 0n) / BigInt(salaries.length);
    return { functionTitle, people: salaries.length, rate: hourlyRate(toMinor(average)) };
  });
}
