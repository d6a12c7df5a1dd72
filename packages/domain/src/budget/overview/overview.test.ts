import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRules, anySheet, anySources, sum } from '../../../../../tests/support/any-budget.ts';
import { coverageOf } from '../../cofunding/coverage.ts';
import { sampleApplication, sampleCall } from '../../proposal/application.fixture.ts';
import { openBudgetComputer, type PartnerSheets } from '../compute-budget.ts';
import { timelineOf } from '../timeline.ts';
import { coverageSegments, moneyFlows, stackedSeries } from './charts.ts';
import { cubeCategories, openBudgetCube } from './cube.ts';
import { linesBehind, rollUp, totalOf } from './roll-up.ts';

const rules = { ...sampleCall, timeline: timelineOf(sampleCall, 24) };

function samplePartners(): PartnerSheets[] {
  const { budgets, cofunding, partners } = sampleApplication();
  return partners.map(({ id }) => ({ id, budget: budgets[id], cofunding: cofunding[id] }));
}

const anyPartner = fc.record({ budget: anySheet, sources: anySources });
const anyPartners = fc
  .array(anyPartner, { minLength: 1, maxLength: 3 })
  .map((partners): PartnerSheets[] =>
    partners.map(({ budget, sources }, at) => ({ id: `p${at}`, budget, cofunding: { sources } })),
  );

test('MO13 a flat rate falls where its base falls, over periods the last takes the rest', () => {
  const cube = openBudgetCube()(rules, samplePartners());
  const periods = (partner: string, category: (typeof cubeCategories)[number]) =>
    rollUp(cube, ['period'], { partner, category }).map(({ amount }) => amount);
  // 98 765.43 of staff over four periods, and 40 % of it: 39 506.17.
  expect(periods('B', 'STAFF')).toEqual([2469135n, 2469135n, 2469135n, 2469138n]);
  expect(periods('B', 'OTHER_FLAT')).toEqual([987653n, 987653n, 987653n, 987658n]);
  expect(totalOf(cube)).toBe(44843016n);
  expect(totalOf(cube, { category: 'OFFICE', partner: 'C' })).toBe(241037n);
});

test('MO13 whatever is entered, the cube sums to the budget, category by category', () => {
  fc.assert(
    fc.property(anyRules, anyPartners, (anyone, partners) => {
      const cube = openBudgetCube()(anyone, partners);
      const result = openBudgetComputer()(anyone, partners);
      expect(totalOf(cube)).toBe(result.total);
      for (const partner of result.partners) {
        for (const category of cubeCategories) {
          const expected =
            category === 'OTHER_FLAT' ? partner.otherFlat : partner.categories[category];
          expect(totalOf(cube, { partner: partner.id, category })).toBe(expected);
        }
      }
      const byAll = rollUp(cube, ['partner', 'category', 'period', 'workPackage']);
      expect(sum(byAll.map(({ amount }) => amount))).toBe(result.total);
      for (const by of ['partner', 'category', 'period', 'workPackage'] as const) {
        expect(sum(rollUp(cube, [by]).map(({ amount }) => amount))).toBe(result.total);
      }
    }),
    { numRuns: 400 },
  );
});

test('MO13 the lines behind a number and its flat rates make the number', () => {
  fc.assert(
    fc.property(anyRules, anySheet, fc.integer({ min: 1, max: 6 }), (anyone, budget, period) => {
      const partner = { id: 'p0', budget, cofunding: undefined };
      const cube = openBudgetCube()(anyone, [partner]);
      for (const category of ['EXTERNAL', 'UNIT', 'REVENUE'] as const) {
        const where = { category, period, workPackage: 'wp2' };
        const lines = linesBehind(anyone, partner, where).map(({ amount }) => amount);
        expect(sum(lines)).toBe(totalOf(cube, where));
      }
      expect(linesBehind(anyone, partner, { partner: 'p1' })).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('MO13 a keystroke adds up the partner again whose sheet it changed, and no other', () => {
  const open = openBudgetCube();
  const before = samplePartners();
  const first = open(rules, before);
  const [a, ...others] = before;
  if (!a?.budget) throw new Error('no sheet');
  const second = open(rules, [{ ...a, budget: { ...a.budget, flat: {} } }, ...others]);
  expect(second.partners[0]?.cells).not.toBe(first.partners[0]?.cells);
  expect(second.partners[1]?.cells).toBe(first.partners[1]?.cells);
  expect(second.partners[2]?.cells).toBe(first.partners[2]?.cells);
  const shorter = { ...rules, timeline: timelineOf(sampleCall, 12) };
  expect(open(shorter, before).partners[1]?.cells).not.toBe(first.partners[1]?.cells);
});

test('MO15 stacked series have no gap in time and add up to the cube', () => {
  const cube = openBudgetCube()(rules, samplePartners());
  const chart = stackedSeries(cube, 'period', 'partner');
  expect(chart.along).toEqual([1, 2, 3, 4]);
  expect(chart.series.map(({ key }) => key)).toEqual(['A', 'B', 'C']);
  expect(sum(chart.totals)).toBe(44843016n);
  expect(chart.series.map(({ total }) => total)).toEqual([21133333n, 13827160n, 9882523n]);
  const one = stackedSeries(cube, 'category', 'workPackage', { partner: 'B' });
  expect(one).toEqual({
    along: ['STAFF', 'OTHER_FLAT'],
    series: [{ key: null, values: [9876543n, 3950617n], total: 13827160n }],
    totals: [9876543n, 3950617n],
  });
});

test('MO15 into each partner flows exactly what flows out of it, whatever is entered', () => {
  fc.assert(
    fc.property(anyRules, anyPartners, (anyone, partners) => {
      const result = openBudgetComputer()(anyone, partners);
      const sheets = Object.fromEntries(
        partners.map(({ id, cofunding }) => [id, cofunding ?? { sources: [] }]),
      );
      const flows = moneyFlows(result, sheets);
      expect(flows.every(({ amount }) => amount > 0n)).toBe(true);
      for (const { id } of partners) {
        const isPartner = (node: { kind: string; id?: string }) =>
          node.kind === 'partner' && node.id === id;
        const into = flows.filter(({ to }) => isPartner(to)).map(({ amount }) => amount);
        const out = flows.filter(({ from }) => isPartner(from)).map(({ amount }) => amount);
        expect(sum(into)).toBe(sum(out));
      }
      const eu = flows.filter(({ from }) => from.kind === 'eu').map(({ amount }) => amount);
      expect(sum(eu)).toBe(result.eu);
      const missing = flows.filter(({ from }) => from.kind === 'missing');
      for (const partner of result.partners) {
        const gap = missing.find(({ to }) => to.kind === 'partner' && to.id === partner.id);
        if (partner.total >= 0n && partner.uncovered > 0n) {
          expect(gap?.amount).toBe(partner.uncovered);
        }
      }
    }),
    { numRuns: 400 },
  );
});

test('MO15 the segments of a coverage bar sum to what the sources give', () => {
  const anyAnswer = fc.record({
    sourceId: fc.constantFrom('s0', 's1', 's2'),
    amountMinor: fc.nat(10_000_000).map(String),
    status: fc.constantFrom('requested' as const, 'pledged' as const, 'withdrawn' as const),
  });
  fc.assert(
    fc.property(
      anyRules,
      anyPartners,
      fc.array(anyAnswer, { maxLength: 3 }),
      (anyone, partners, pledges) => {
        const [partner] = openBudgetComputer()(anyone, partners).partners;
        const sheet = partners[0]?.cofunding;
        if (!partner || !sheet) throw new Error('no partner');
        const coverage = coverageOf(partner, sheet, pledges);
        const segments = coverageSegments(coverage, sheet, pledges);
        expect(sum(segments.map(({ amount }) => amount))).toBe(
          sum(partner.sources.map(({ amount }) => amount)),
        );
        const confirmed = segments.filter(({ status }) =>
          ['pledged', 'certified', 'paid_in'].includes(status),
        );
        expect(sum(confirmed.map(({ amount }) => amount))).toBe(
          sum(coverage.sources.map(({ confirmed }) => confirmed)),
        );
      },
    ),
    { numRuns: 400 },
  );
});
