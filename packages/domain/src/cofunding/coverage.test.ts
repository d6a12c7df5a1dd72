import { expect, test } from 'vitest';
import type { PartnerBudget } from '../budget/budget-result.ts';
import { openBudgetComputer } from '../budget/compute-budget.ts';
import { sampleApplication, sampleCall } from '../proposal/application.fixture.ts';
import type { CofundingSheet, FundingSource } from './cofunding-sheet.ts';
import { checkCoverage, coverageOf, type PledgeAnswer, standingOf } from './coverage.ts';
import { splitSources, termsOf } from './split-sources.ts';

function source(change: Partial<FundingSource> = {}): FundingSource {
  return {
    id: 's1',
    funderName: 'Region Skåne',
    legal: 'public',
    form: 'cash',
    mode: 'weight',
    amountMinor: '0',
    weight: 1,
    status: 'pledged',
    ...change,
  };
}

/** A partner whose own part is 105 666.67. */
function budgetWith(cofunding: CofundingSheet): PartnerBudget {
  const budget = sampleApplication().budgets.A;
  const [partner] = openBudgetComputer()(sampleCall, [{ id: 'A', budget, cofunding }]).partners;
  if (!partner) throw new Error('no partner');
  return partner;
}

function check(sources: FundingSource[], pledges: PledgeAnswer[] = []) {
  const sheet = { sources };
  const coverage = coverageOf(budgetWith(sheet), sheet, pledges);
  const rules = checkCoverage('A', sheet, coverage).map(({ rule }) => rule);
  return { ...coverage, rules };
}

const pledge = (amountMinor: string, status: PledgeAnswer['status'] = 'pledged') => ({
  sourceId: 's1',
  amountMinor,
  status,
});

test('CF1 a source that its partner calls pledged, certified or paid in is confirmed', () => {
  for (const status of ['pledged', 'certified', 'paid_in'] as const) {
    expect(check([source({ status })])).toMatchObject({ missing: 0n, rules: [] });
  }
  for (const status of ['idea', 'requested'] as const) {
    expect(check([source({ status })])).toMatchObject({ missing: 10566667n, rules: ['CF1'] });
  }
});

test('CF1 a pledge that is a cent short leaves a cent uncovered', () => {
  const short = check([source()], [pledge('10566666')]);
  expect(short).toMatchObject({ confirmed: 10566666n, missing: 1n });
  expect(short.rules).toEqual(['CF1', 'CF4']);
  expect(check([source()], [pledge('10566667')])).toMatchObject({ missing: 0n, rules: [] });
});

test('CF1 once a pledge is asked for, the funder’s answer counts and not the partner’s word', () => {
  expect(check([source({ status: 'pledged' })], [pledge('0', 'requested')]).rules).toEqual(['CF1']);
  expect(check([source({ status: 'idea' })], [pledge('10566667')]).rules).toEqual([]);
  const declined = [pledge('10566667', 'withdrawn')];
  expect(check([source({ status: 'pledged' })], declined).rules).toEqual([]);
});

test('CF1 one source’s surplus does not pay for another', () => {
  const sources = [source({ weight: 1 }), source({ id: 's2', weight: 1, status: 'idea' })];
  const over = check(sources, [pledge('99999999')]);
  expect(over).toMatchObject({ confirmed: 5283334n, missing: 5283333n });
});

test('CF1 the project’s coverage bar: 224 215.08 of 224 215.09 leaves one cent', () => {
  const { budgets, cofunding, partners } = sampleApplication();
  const sheets = partners.map(({ id }) => ({ id, budget: budgets[id], cofunding: cofunding[id] }));
  const result = openBudgetComputer()(sampleCall, sheets);
  const missing = result.partners.map((partner) => {
    const sheet = cofunding[partner.id] ?? { sources: [] };
    const pledges = partner.id === 'C' ? [{ ...pledge('4941261') }] : [];
    return coverageOf(partner, sheet, pledges).missing;
  });
  expect(missing).toEqual([0n, 0n, 1n]);
});

test('CF2 a source without a funder’s name is pointed out once it carries money', () => {
  expect(check([source({ funderName: '' })]).rules).toEqual(['CF2']);
  expect(check([source(), source({ id: 's2', funderName: '', weight: 0 })]).rules).toEqual([]);
});

test('CF3 a withdrawn source covers nothing and takes no part in the split', () => {
  const sources = [source(), source({ id: 's2', status: 'withdrawn', weight: 100 })];
  expect(check(sources)).toMatchObject({ missing: 0n, rules: ['CF3'] });
  expect(termsOf(sources)).toEqual([{ id: 's1', weight: 1 }]);
});

test('CF4 a pledge that differs from what the source needs now is pointed out', () => {
  expect(check([source()], [pledge('20000000')]).rules).toEqual(['CF4']);
});

test('BU9 fixed amounts stand and the rest is split over the weights', () => {
  const own = budgetWith({ sources: [] }).own;
  const split = splitSources(own, [
    { id: 'fixed', amountMinor: '566667' },
    { id: 'a', weight: 3 },
    { id: 'b', weight: 1 },
  ]);
  expect(split.sources.map(({ amount }) => amount)).toEqual([566667n, 7500000n, 2500000n]);
  expect(split.uncovered).toBe(0n);
});

test.each([
  ['nobody was asked', 'idea', [], 'idea'],
  ['the funder pledged what the partner still calls an idea', 'idea', ['pledged'], 'pledged'],
  ['it waits for an answer', 'pledged', ['requested'], 'requested'],
  ['declined, then asked again and pledged', 'idea', ['withdrawn', 'pledged'], 'pledged'],
  ['declined: the partner’s own word counts again', 'certified', ['withdrawn'], 'certified'],
] as const)('CF1: how a source stands when %s', (_, status, answers, expected) => {
  const pledges = answers.map((answer) => pledge('1', answer));
  const elsewhere = { ...pledge('1', 'paid_in'), sourceId: 's2' };
  expect(standingOf(source({ status }), [elsewhere, ...pledges])).toBe(expected);
});
