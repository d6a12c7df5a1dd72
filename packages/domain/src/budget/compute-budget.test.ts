import { describe, expect, test } from 'vitest';
import type { FlatRateRules } from '../call/call.ts';
import { parseBudgetCase } from './budget-case.ts';
import example from './budget-example.json' with { type: 'json' };
import type { FlatRateChoices } from './budget-sheet.ts';
import { type BudgetCase, budgetJson, computeBudget } from './compute-budget.ts';
import type { LineTerm } from './terms.ts';

const worked = () => parseBudgetCase(structuredClone(example));

function compute(budgetCase: BudgetCase) {
  return budgetJson(computeBudget(budgetCase));
}

interface Sketch {
  lines?: LineTerm[];
  flat?: FlatRateChoices;
  sources?: unknown[];
  flatRates?: FlatRateRules;
}

/** One partner under the worked example's call, with limits that say nothing. */
function computeOne({ lines = [], flat = {}, sources = [], flatRates }: Sketch) {
  const call = { ...example.call, minEuMinor: '0', ...(flatRates && { flatRates }) };
  const result = compute(parseBudgetCase({ call, partners: [{ id: 'A', lines, flat, sources }] }));
  const [partner] = result.partners;
  if (!partner) throw new Error('no partner');
  return { ...partner, rules: result.findings.map((finding) => finding.rule), result };
}

const line = (category: LineTerm['category'], unitPriceMinor: string, quantity = '1') => ({
  category,
  unitPriceMinor,
  quantity,
});
const free = { maxBp: 10_000, adjustable: true };

describe('the worked example', () => {
  test('MO9 its categories, totals and shares come out to the cent', () => {
    const { partners, ...sums } = compute(worked());
    const [a, b, c] = partners;
    const none = { STAFF: '0', TRAVEL: '0', OFFICE: '0', EXTERNAL: '0', EQUIPMENT: '0' };
    const rest = { INFRA: '0', LUMP: '0', UNIT: '0', REVENUE: '0' };
    expect(a).toEqual({
      id: 'A',
      categories: {
        ...rest,
        STAFF: '12000000',
        TRAVEL: '1800000',
        OFFICE: '1800000',
        EXTERNAL: '4533333',
        EQUIPMENT: '1000000',
      },
      otherFlat: '0',
      totalMinor: '21133333',
      euMinor: '10566666',
      ownMinor: '10566667',
      sources: [
        { id: 's1', amountMinor: '6340000' },
        { id: 's2', amountMinor: '3170000' },
        { id: 's3', amountMinor: '1056667' },
      ],
      uncoveredMinor: '0',
    });
    expect(b).toMatchObject({
      categories: { ...none, ...rest, STAFF: '9876543' },
      otherFlat: '3950617',
      totalMinor: '13827160',
      euMinor: '6913580',
      ownMinor: '6913580',
      sources: [{ id: 's1', amountMinor: '6913580' }],
    });
    expect(c).toMatchObject({
      categories: {
        ...rest,
        STAFF: '1606914',
        TRAVEL: '800000',
        OFFICE: '241037',
        EXTERNAL: '6000005',
        EQUIPMENT: '1234567',
      },
      totalMinor: '9882523',
      euMinor: '4941261',
      ownMinor: '4941262',
    });
    expect(sums).toMatchObject({
      totalMinor: '44843016',
      euMinor: '22421507',
      ownMinor: '22421509',
      uncoveredMinor: '0',
    });
  });

  test('BU13 it says that the sum of truncated shares is one cent below half of the total', () => {
    expect(compute(worked()).findings).toEqual([
      {
        rule: 'BU13',
        severity: 'info',
        subject: 'proposal',
        message:
          'The partners’ EU shares sum to 0.01 less than 50 % of the total: each share is truncated.',
        params: {
          euMinor: '22421507',
          rateBp: 5000,
          totalMinor: '44843016',
          differenceMinor: '1',
        },
      },
    ]);
  });
});

describe('flat rates', () => {
  const staff = line('STAFF', '1000000');

  test('BU1 a kind that the call does not offer counts 0', () => {
    const { rules, categories } = computeOne({ lines: [staff], flat: { officeOnDirect: 700 } });
    expect(rules).toEqual(['BU1', 'BU9']);
    expect(categories.OFFICE).toBe('0');
  });

  test('BU2 a rate that is not adjustable must be the call’s own: 14 instead of 15 counts 0', () => {
    const { rules, categories } = computeOne({
      lines: [staff, line('TRAVEL', '5000')],
      flat: { travelOnStaff: 1400 },
      sources: [{ id: 's', weight: 1 }],
    });
    expect(rules).toEqual(['BU2', 'BU5']);
    expect(categories.TRAVEL).toBe('0');
  });

  test('BU2 an adjustable rate may be lower, 0 included, but not higher', () => {
    const sources = [{ id: 's', weight: 1 }];
    const at = (otherOnStaff: number) =>
      computeOne({ lines: [staff], flat: { otherOnStaff }, sources });
    expect(at(3999)).toMatchObject({ otherFlat: '399900', rules: [] });
    expect(at(0)).toMatchObject({ otherFlat: '0', rules: [] });
    expect(at(4001)).toMatchObject({ otherFlat: '0', rules: ['BU2'] });
  });

  test('BU3 office on staff and office on direct costs exclude each other; both count 0', () => {
    const { rules, categories } = computeOne({
      lines: [staff],
      flat: { officeOnStaff: 1500, officeOnDirect: 700 },
      flatRates: { officeOnStaff: free, officeOnDirect: free },
      sources: [{ id: 's', weight: 1 }],
    });
    expect(rules).toEqual(['BU3']);
    expect(categories.OFFICE).toBe('0');
  });

  test('BU4 A of the worked example with 40 % for all other costs is an invalid combination', () => {
    const budgetCase = worked();
    const [a] = budgetCase.partners;
    if (a) a.flat.otherOnStaff = 4000;
    const result = compute(budgetCase);
    const rules = result.findings.filter(({ severity }) => severity === 'error');
    expect(rules.map(({ rule, subject }) => [rule, subject])).toContainEqual(['BU4', 'partner:A']);
    expect(result.partners[0]).toMatchObject({
      otherFlat: '0',
      categories: { TRAVEL: '0', OFFICE: '0' },
    });
  });

  test('BU4 C of the worked example with 40 % for all other costs is an invalid combination', () => {
    const budgetCase = worked();
    const c = budgetCase.partners[2];
    if (c) c.flat.otherOnStaff = 4000;
    const found = compute(budgetCase).findings.filter(({ rule }) => rule === 'BU4');
    expect(found.map(({ subject }) => subject)).toEqual(['partner:C']);
  });

  test('BU5 a flat rate replaces its category’s lines, each with an info', () => {
    const { categories, result } = computeOne({
      lines: [
        staff,
        line('TRAVEL', '100'),
        line('EXTERNAL', '100'),
        line('EQUIPMENT', '100'),
        line('INFRA', '100'),
        line('LUMP', '7'),
        line('UNIT', '5'),
      ],
      flat: { otherOnStaff: 4000 },
      sources: [{ id: 's', weight: 1 }],
    });
    expect(categories).toMatchObject({ TRAVEL: '0', EXTERNAL: '0', EQUIPMENT: '0', INFRA: '0' });
    expect(categories).toMatchObject({ STAFF: '1000000', LUMP: '7', UNIT: '5' });
    expect(result.findings.map(({ rule, severity, subject }) => [rule, severity, subject])).toEqual(
      ['2', '3', '4', '5'].map((row) => ['BU5', 'info', `line:A/${row}`]),
    );
  });

  test('BU6 office lines always count 0, for office costs come from a flat rate only', () => {
    const { categories, rules } = computeOne({
      lines: [staff, line('OFFICE', '500')],
      flat: { officeOnStaff: 1500 },
      sources: [{ id: 's', weight: 1 }],
    });
    expect(categories.OFFICE).toBe('150000');
    expect(rules).toEqual(['BU6']);
  });

  test('MO9 staff on direct costs leaves flat travel out of its base; office follows both', () => {
    const { categories } = computeOne({
      lines: [line('TRAVEL', '999'), line('EXTERNAL', '1000'), line('INFRA', '500')],
      flat: { staffOnDirect: 2000, travelOnStaff: 1500, officeOnDirect: 700 },
      flatRates: { staffOnDirect: free, travelOnStaff: free, officeOnDirect: free },
    });
    expect(categories).toMatchObject({ STAFF: '300', TRAVEL: '45', OFFICE: '129' });
  });

  test('MO9 lump sums and unit costs are outside every base and add to the total', () => {
    const { categories, totalMinor } = computeOne({
      lines: [line('LUMP', '1000'), line('UNIT', '1000'), line('EXTERNAL', '1000')],
      flat: { staffOnDirect: 2000, officeOnDirect: 700 },
      flatRates: { staffOnDirect: free, officeOnDirect: free },
    });
    expect(categories).toMatchObject({ STAFF: '200', OFFICE: '84' });
    expect(totalMinor).toBe('3284');
  });
});

describe('totals', () => {
  test('BU7 revenue counts once, at the total; a total below 0 has an EU share of 0', () => {
    const lines = [line('EXTERNAL', '1000'), line('REVENUE', '-300', '1.5')];
    expect(computeOne({ lines })).toMatchObject({
      categories: { REVENUE: '-450', EXTERNAL: '1000' },
      totalMinor: '550',
      euMinor: '275',
    });
    const below = computeOne({
      lines: [...lines, line('REVENUE', '-1000')],
      sources: [{ id: 's', weight: 1 }],
    });
    expect(below).toMatchObject({
      totalMinor: '-450',
      euMinor: '0',
      ownMinor: '-450',
      uncoveredMinor: '-450',
    });
    expect(below.rules).toEqual(['BU7']);
  });

  test('BU8 fixed amounts above the own part stand, weights get 0, uncovered is negative', () => {
    const one = computeOne({
      lines: [line('EXTERNAL', '1000')],
      sources: [
        { id: 'a', amountMinor: '600' },
        { id: 'b', weight: 5 },
      ],
    });
    expect(one.sources).toEqual([
      { id: 'a', amountMinor: '600' },
      { id: 'b', amountMinor: '0' },
    ]);
    expect(one).toMatchObject({ uncoveredMinor: '-100', rules: ['BU8'] });
  });

  test('BU9 a remainder without a positive weight stays uncovered, to the cent', () => {
    const one = computeOne({
      lines: [line('EXTERNAL', '1001')],
      sources: [
        { id: 'a', amountMinor: '500' },
        { id: 'b', weight: 0 },
      ],
    });
    expect(one).toMatchObject({ ownMinor: '501', uncoveredMinor: '1', rules: ['BU9'] });
    expect(one.sources.map(({ amountMinor }) => amountMinor)).toEqual(['500', '0']);
    expect(computeOne({ lines: [line('EXTERNAL', '2')] }).rules).toEqual(['BU9']);
  });

  test('BU10 the minimum is inclusive: 200 000.00 passes, 199 999.99 does not', () => {
    const limits = (euMinor: number) =>
      compute({
        call: { ...worked().call },
        partners: [
          {
            id: 'A',
            lines: [line('LUMP', String(euMinor * 2))],
            flat: {},
            sources: [{ id: 's', weight: 1 }],
          },
        ],
      }).findings.map(({ rule }) => rule);
    expect(limits(20_000_000)).toEqual([]);
    expect(limits(19_999_999)).toEqual(['BU10']);
  });

  test('BU11 the maximum is inclusive: 600 000.00 passes, 600 000.01 does not', () => {
    const limits = (euMinor: number) =>
      compute({
        call: { ...worked().call },
        partners: [
          {
            id: 'A',
            lines: [line('LUMP', String(euMinor * 2))],
            flat: {},
            sources: [{ id: 's', weight: 1 }],
          },
        ],
      }).findings.map(({ rule }) => rule);
    expect(limits(60_000_000)).toEqual([]);
    expect(limits(60_000_001)).toEqual(['BU11']);
  });

  test('BU12 one partner below 0 can push the project’s EU share above the rate', () => {
    const { call } = worked();
    const partner = (id: string, one: LineTerm) => ({ id, lines: [one], flat: {}, sources: [] });
    const result = compute({
      call: { ...call, minEuMinor: '0' },
      partners: [partner('A', line('LUMP', '1000')), partner('B', line('REVENUE', '-600'))],
    });
    expect(result).toMatchObject({ totalMinor: '400', euMinor: '500' });
    expect(result.findings.map(({ rule }) => rule)).toContain('BU12');
  });

  test('BU14 a line in another currency converts by the call’s rate, or counts 0 without one', () => {
    const { call } = worked();
    const partners = [
      {
        id: 'A',
        lines: [{ ...line('LUMP', '100000000'), currency: 'SEK' }],
        flat: {},
        sources: [],
      },
    ];
    const fx = { currency: 'SEK', numerator: 839, denominator: 100 } as const;
    expect(compute({ call: { ...call, fx }, partners }).totalMinor).toBe('11918951');
    const without = compute({ call, partners });
    expect(without.totalMinor).toBe('0');
    expect(without.findings.map(({ rule }) => rule)).toContain('BU14');
  });

  test('BU9 the largest cells that there are can be computed and said', () => {
    const { totalMinor, result } = computeOne({
      lines: [line('STAFF', '9'.repeat(15), `${'9'.repeat(12)}.9999`)],
    });
    expect(totalMinor).toBe('999999999999998900000000000');
    const [uncovered] = result.findings.filter(({ rule }) => rule === 'BU9');
    expect(uncovered?.message).toContain('4999999999999994500000000.00');
  });

  test('BU16 revenue that is positive and costs that are negative count 0', () => {
    const { call } = worked();
    const lines = [line('REVENUE', '500'), line('TRAVEL', '-500'), line('TRAVEL', '20')];
    const result = compute({
      call: { ...call, minEuMinor: '0' },
      partners: [{ id: 'A', lines, flat: {}, sources: [{ id: 's', weight: 1 }] }],
    });
    expect(result.totalMinor).toBe('20');
    expect(result.findings.map(({ rule, subject }) => [rule, subject])).toEqual([
      ['BU16', 'line:A/1'],
      ['BU16', 'line:A/2'],
    ]);
  });

  test('MO1 totals up to 10^15 minor units are exact', () => {
    const one = computeOne({
      lines: [line('LUMP', '999999999999999'), line('LUMP', '1')],
      sources: [{ id: 's', weight: 1 }],
    });
    expect(one).toMatchObject({ totalMinor: '1000000000000000', euMinor: '500000000000000' });
  });
});
