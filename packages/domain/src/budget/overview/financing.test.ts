import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRules, anySheet, anySources, sum } from '../../../../../tests/support/any-budget.ts';
import type { CofundingSheet, FundingSource } from '../../cofunding/cofunding-sheet.ts';
import { sampleApplication, sampleCall } from '../../proposal/application.fixture.ts';
import { openBudgetComputer } from '../compute-budget.ts';
import { timelineOf } from '../timeline.ts';
import { financingOf } from './financing.ts';

const anyPartners = fc.array(fc.record({ budget: anySheet, sources: anySources }), {
  minLength: 1,
  maxLength: 3,
});

test('MO15 what pays for the costs sums to them, of each partner and of all', () => {
  fc.assert(
    fc.property(anyRules, anyPartners, (rules, entered) => {
      const partners = entered.map(({ budget, sources }, at) => {
        return { id: `p${at}`, budget, cofunding: { sources } };
      });
      const cofunding: Record<string, CofundingSheet> = Object.fromEntries(
        partners.map((partner) => [partner.id, partner.cofunding]),
      );
      const result = openBudgetComputer()(rules, partners);
      const parts = partners.map(({ id }) => financingOf(result, { cofunding, pledges: [] }, id));
      const whole = financingOf(result, { cofunding, pledges: [] });
      for (const one of [...parts, whole]) {
        expect(one.eu + one.own).toBe(one.total);
        expect(sum(one.sources.map(({ amount }) => amount)) + one.uncovered).toBe(one.own);
      }
      expect(whole.total).toBe(result.total);
      expect(whole.sources).toEqual(parts.flatMap(({ sources }) => sources));
    }),
    { numRuns: 300 },
  );
});

test('MO15 a source stands as its funder answered, and one that is withdrawn pays nothing', () => {
  const { budgets, partners } = sampleApplication();
  const source: FundingSource = {
    id: 's1',
    funderName: 'Region',
    legal: 'public',
    form: 'cash',
    mode: 'amount',
    amountMinor: '100',
    weight: 1,
    status: 'idea',
  };
  const cofunding: Record<string, CofundingSheet> = {
    A: { sources: [source, { ...source, id: 's2', status: 'withdrawn' as const }] },
  };
  const sheets = partners.map(({ id }) => {
    return { id, budget: budgets[id], cofunding: cofunding[id] };
  });
  const result = openBudgetComputer()(
    { ...sampleCall, timeline: timelineOf(sampleCall, 24) },
    sheets,
  );
  const pledge = { partnerId: 'A', sourceId: 's1', status: 'pledged' } as const;
  const { sources } = financingOf(result, { cofunding, pledges: [pledge] }, 'A');
  expect(sources).toMatchObject([{ source: { id: 's1' }, standing: 'pledged', amount: 100n }]);
});
