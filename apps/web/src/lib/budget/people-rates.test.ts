import type { ProjectPerson } from '@samspel/documents/people-document';
import { describe, expect, it } from 'vitest';
import { ratesByFunction } from './people-rates.ts';

const person = (functionTitle: string, salary: string): ProjectPerson => ({
  ...{ id: salary, name: '', functionTitle, monthlySalaryMinor: salary },
  ...{ partTimeBp: 10_000, budgetLineId: null },
});

describe('hourly rates by function', () => {
  it('computes 42 500 a month as 296.51 an hour', () => {
    expect(ratesByFunction([person('Engineer', '4250000')])).toEqual([
      { functionTitle: 'Engineer', people: 1, rate: 29651n },
    ]);
  });

  it('averages people of one function and leaves out who has no salary yet', () => {
    const rates = ratesByFunction([
      ...[person('Engineer', '4000000'), person(' Engineer ', '4500000'), person('Engineer', '0')],
      person('', '100'),
    ]);
    expect(rates).toEqual([{ functionTitle: 'Engineer', people: 2, rate: 29651n }]);
  });
});
