import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRules, anySheet, sum } from '../../../../tests/support/any-budget.ts';
import { costModels } from '../call/call.ts';
import { sampleCall } from '../proposal/application.fixture.ts';
import type { BudgetLine, BudgetSheet, CostCategory } from './budget-sheet.ts';
import { changeModel } from './change-model.ts';
import { computePartner } from './compute-partner.ts';
import { chosenRates, modelOf, modelsOffered } from './cost-models.ts';

const line = (id: string, category: CostCategory, unitPriceMinor: string): BudgetLine => ({
  id,
  category,
  unitPriceMinor,
  quantity: '1',
  currency: 'EUR',
  period: null,
  workPackage: null,
  ...{ description: '', functionTitle: '', unit: '', note: '' },
});

const sheet: BudgetSheet = {
  lines: [
    line('staff', 'STAFF', '10000000'),
    line('trips', 'TRAVEL', '500000'),
    line('help', 'EXTERNAL', '2000000'),
    line('prize', 'LUMP', '300000'),
  ],
  flat: { officeOnStaff: 1500 },
};

function compute(change: Partial<BudgetSheet>) {
  return computePartner(sampleCall, { id: 'A', ...sheet, ...change, sources: [] });
}

test('BU20 a model that the call does not offer is refused, at the model', () => {
  const findings = (model: BudgetSheet['model']) =>
    compute({ model, flat: {} }).findings.filter(({ rule }) => rule === 'BU20');
  expect(findings('real_cost')).toEqual([]);
  expect(findings(undefined)).toEqual([]);
  expect(findings('lump_sum')).toMatchObject([
    { place: { kind: 'budget', partnerId: 'A', column: 'model' }, params: { model: 'lump_sum' } },
  ]);
});

test('BU21 what a model leaves out counts 0 and is said at its line', () => {
  const budget = compute({ model: 'lump_sum', flat: {} });
  expect(budget.total).toBe(300000n);
  const lines = budget.findings.filter(({ rule }) => rule === 'BU21');
  expect(lines.map(({ subject }) => subject)).toEqual(
    ['staff', 'trips', 'help'].map((id) => `line:A/${id}`),
  );
});

test('BU27 a flat rate that the model leaves out is kept, said, and does not count', () => {
  const budget = compute({ model: 'staff_and_flat' });
  expect(budget.categories.OFFICE).toBe(0n);
  expect(budget.otherFlat).toBe(4000000n);
  const said = budget.findings.filter(({ rule }) => rule === 'BU27');
  expect(said).toMatchObject([{ params: { kind: 'officeOnStaff' }, severity: 'info' }]);
});

test('MO14 a model takes the call’s rate where none was chosen, and a chosen one where it was', () => {
  const rates = (flat: BudgetSheet['flat']) =>
    chosenRates(sampleCall, { flat, model: 'staff_and_flat' });
  expect(rates({})).toEqual({ otherOnStaff: 4000 });
  expect(rates({ otherOnStaff: 3000, travelOnStaff: 1500 })).toEqual({ otherOnStaff: 3000 });
  expect(chosenRates(sampleCall, sheet)).toBe(sheet.flat);
});

test('MO14 without a chosen model, the flat rates say which one it is', () => {
  expect(modelOf({ flat: {} })).toBe('real_cost');
  expect(modelOf({ flat: { officeOnStaff: 1500 } })).toBe('real_cost');
  expect(modelOf({ flat: { officeOnStaff: 1500, travelOnStaff: 1500 } })).toBe('fifteen_fifteen');
  expect(modelOf({ flat: { otherOnStaff: 4000 } })).toBe('staff_and_flat');
  expect(modelOf({ flat: { staffOnDirect: 2000 } })).toBe('flat_staff');
  expect(modelOf({ flat: { otherOnStaff: 4000 }, model: 'unit_cost' })).toBe('unit_cost');
});

test('BU20 a model can be chosen when the call names it and has the flat rates that it needs', () => {
  expect(modelsOffered(sampleCall)).toEqual(['real_cost', 'staff_and_flat']);
  expect(modelsOffered({ ...sampleCall, flatRates: {} })).toEqual(['real_cost']);
});

test('MO14 a change tells what no longer counts, with its amount, and loses nothing', () => {
  const partner = { id: 'A', budget: sheet, cofunding: undefined };
  const change = changeModel(sampleCall, partner, 'staff_and_flat');
  expect(change.from).toBe('real_cost');
  expect(change.sheet).toEqual({ ...sheet, model: 'staff_and_flat' });
  expect(change.noLongerCounts).toEqual({
    lines: [
      { lineId: 'trips', category: 'TRAVEL', amount: 500000n, because: 'otherOnStaff' },
      { lineId: 'help', category: 'EXTERNAL', amount: 2000000n, because: 'otherOnStaff' },
    ],
    flat: [{ kind: 'officeOnStaff', rateBp: 1500 }],
    amount: 2500000n,
  });
  expect(change.countsAgain).toEqual({
    lines: [],
    flat: [{ kind: 'otherOnStaff', rateBp: 4000 }],
    amount: 0n,
  });
  expect([change.before.total, change.after.total]).toEqual([14300000n, 14300000n]);
  const back = changeModel(sampleCall, { ...partner, budget: change.sheet }, 'real_cost');
  expect(back.countsAgain.lines).toEqual(change.noLongerCounts.lines.map((one) => ({ ...one })));
  expect(back.after).toEqual(change.before);
});

test('MO14 back and forth between any two models, every budget is as it was', () => {
  fc.assert(
    fc.property(
      anyRules,
      anySheet,
      fc.constantFrom(...costModels),
      fc.constantFrom(...costModels),
      (rules, budget, first, second) => {
        const partner = { id: 'A', budget: { ...budget, model: first }, cofunding: undefined };
        const there = changeModel(rules, partner, second);
        const back = changeModel(rules, { ...partner, budget: there.sheet }, first);
        expect(back.sheet).toEqual(partner.budget);
        expect(back.after).toEqual(there.before);
        expect(back.countsAgain.amount).toBe(there.noLongerCounts.amount);
        const told = there.noLongerCounts.lines.map(({ amount }) => amount);
        expect(sum(told)).toBe(there.noLongerCounts.amount);
      },
    ),
  );
});
