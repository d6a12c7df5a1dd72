import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRules, anySheet, sum } from '../../../../../tests/support/any-budget.ts';
import { sampleApplication, sampleCall } from '../../proposal/application.fixture.ts';
import type { PartnerSheets } from '../compute-budget.ts';
import { timelineOf } from '../timeline.ts';
import { stackedSeries } from './charts.ts';
import { cubeCategories, openBudgetCube } from './cube.ts';
import { drillDown } from './drill-down.ts';
import { totalOf } from './roll-up.ts';

function samplePartners(): PartnerSheets[] {
  const { budgets, cofunding, partners } = sampleApplication();
  return partners.map(({ id }) => ({ id, budget: budgets[id], cofunding: cofunding[id] }));
}

test('MO13 what is behind a number sums to it, whatever is entered and wherever one looks', () => {
  const anyWhere = fc.record(
    {
      partner: fc.constantFrom('p0', 'p1'),
      category: fc.constantFrom(...cubeCategories),
      period: fc.integer({ min: 1, max: 6 }),
      workPackage: fc.constantFrom(null, 'wp1', 'wp2'),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(anyRules, anySheet, anySheet, anyWhere, (rules, one, two, where) => {
      const partners = [one, two].map((budget, at): PartnerSheets => {
        return { id: `p${at}`, budget, cofunding: undefined };
      });
      const cube = openBudgetCube()(rules, partners);
      const behind = drillDown(rules, cube, partners, where);
      expect(sum(behind.map(({ amount }) => amount))).toBe(totalOf(cube, where));
      for (const part of behind) {
        const { partner, category } = where;
        const its = part.kind === 'line' ? part.line.category : part.category;
        expect(partner ?? part.partnerId).toBe(part.partnerId);
        expect(category ?? its).toBe(its);
      }
    }),
    { numRuns: 400 },
  );
});

test('MO13 behind a sum stand its lines, and flat rates by their rate', () => {
  const rules = { ...sampleCall, timeline: timelineOf(sampleCall, 24) };
  const partners = samplePartners();
  const cube = openBudgetCube()(rules, partners);
  const behind = drillDown(rules, cube, partners, { partner: 'B', period: 4 });
  expect(behind).toMatchObject([
    { kind: 'line', amount: 2469138n },
    { kind: 'flat', category: 'OTHER_FLAT', rate: 'otherOnStaff', rateBp: 4000, amount: 987658n },
  ]);
});

test('MO15 a table has its rows and columns in the order of the field, packages in that of the plan', () => {
  const [a, ...others] = samplePartners();
  if (!a?.budget) throw new Error('no sheet');
  const packages = ['wp9', 'gone', 'wp1'];
  const lines = a.budget.lines.map((line, at) => {
    return { ...line, workPackage: packages[at % packages.length] ?? null };
  });
  const planned = ['wp1', 'wp9'].map((id) => ({ id, startPeriod: null, endPeriod: null }));
  const rules = { ...sampleCall, timeline: timelineOf(sampleCall, 24, planned) };
  const cube = openBudgetCube()(rules, [...others, { ...a, budget: { ...a.budget, lines } }]);
  expect(stackedSeries(cube, 'workPackage', 'period').along).toEqual(['wp1', 'wp9', 'gone', null]);
  const table = stackedSeries(cube, 'category', 'partner');
  expect(table.along).toEqual(['STAFF', 'OFFICE', 'TRAVEL', 'EXTERNAL', 'EQUIPMENT', 'OTHER_FLAT']);
  expect(table.series.map(({ key }) => key)).toEqual(['B', 'C', 'A']);
});
