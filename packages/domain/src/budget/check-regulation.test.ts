import { expect, test } from 'vitest';
import { sampleApplication } from '../proposal/application.fixture.ts';
import type { Application } from '../proposal/application.ts';
import { checkProposal } from '../proposal/check-proposal.ts';
import type { BudgetLine, BudgetSheet, CostCategory } from './budget-sheet.ts';

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

/** The sample's first partner alone has a budget. */
function application(sheet: BudgetSheet): Application {
  const sample = sampleApplication();
  return { ...sample, budgets: { A: sheet } };
}

function found(sheet: BudgetSheet, rule: string) {
  return checkProposal(application(sheet)).findings.filter((finding) => finding.rule === rule);
}

test('BU24 up to 200 000 euro, actual costs stand only where a flat rate builds on them', () => {
  const staff = line('s', 'STAFF', '10000000');
  const help = line('h', 'EXTERNAL', '1000000');
  const kinds = (lines: BudgetLine[], flat: BudgetSheet['flat']) =>
    found({ lines, flat }, 'BU24').map(({ params }) => params.kinds);
  expect(kinds([staff, help], {})).toEqual(['STAFF, EXTERNAL']);
  expect(kinds([staff, help], { officeOnStaff: 1500 })).toEqual(['EXTERNAL']);
  expect(kinds([staff], { otherOnStaff: 4000 })).toEqual([]);
  expect(kinds([help, line('t', 'TRAVEL', '1')], { staffOnDirect: 2000 })).toEqual([]);
  expect(kinds([line('l', 'LUMP', '10000000'), line('u', 'UNIT', '5')], {})).toEqual([]);
  expect(kinds([line('s', 'STAFF', '20000000')], {})).toEqual(['STAFF']);
  expect(kinds([line('s', 'STAFF', '20000001')], {})).toEqual([]);
  expect(found({ lines: [staff], flat: {} }, 'BU24')).toMatchObject([
    { severity: 'warning', place: { kind: 'budget', partnerId: 'A', column: 'model' } },
  ]);
});

test('BU25 works contracts beside the flat rate for staff are pointed out', () => {
  const works = line('w', 'INFRA', '30000000');
  expect(found({ lines: [works], flat: { staffOnDirect: 2000 } }, 'BU25')).toMatchObject([
    { params: { amountMinor: '30000000' }, place: { column: 'staffOnDirect' } },
  ]);
  expect(found({ lines: [works], flat: {} }, 'BU25')).toEqual([]);
  const model = { lines: [works], flat: { staffOnDirect: 2000 }, model: 'real_cost' } as const;
  expect(found({ ...model, lines: [works] }, 'BU25')).toEqual([]);
});

test('BU22 periods that hold more than the line are said at its quantity', () => {
  const over = (perPeriod: Record<string, string>, quantity = '10') =>
    found({ lines: [{ ...line('s', 'STAFF', '1'), quantity, perPeriod }], flat: {} }, 'BU22');
  expect(over({ 1: '10', 2: '0.0001' })).toMatchObject([
    {
      params: { entered: '10.0001', quantity: '10' },
      place: { kind: 'budget', partnerId: 'A', lineId: 's', column: 'quantity' },
    },
  ]);
  expect(over({ 1: '4', 2: '6' })).toEqual([]);
  // The sample lasts four periods: what stands in the last one is what the others leave.
  expect(over({ 1: '4', 4: '9' })).toEqual([]);
});

test('BU17 a quantity for a period that the project does not have is said at its cell', () => {
  const perPeriod = { 4: '1', 5: '2', 6: '0' };
  const lines = [{ ...line('s', 'STAFF', '1'), quantity: '10', perPeriod }];
  const findings = found({ lines, flat: {} }, 'BU17');
  expect(findings.map(({ place }) => place)).toEqual([
    { kind: 'budget', partnerId: 'A', lineId: 's', column: 'q5' },
  ]);
});
