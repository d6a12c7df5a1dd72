import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMinor, toMinor } from '../money/money.ts';
import { lineAmount, parseQuantity } from '../money/quantity.ts';
import { averageByFunction, averagedLine, type StaffPerson } from './average-by-function.ts';
import type { BudgetLine } from './budget-sheet.ts';
import { checkPeople } from './check-people.ts';
import { hourlyRate } from './staff-rate.ts';
import { timelineOf } from './timeline.ts';

const person = (id: string, change: Partial<StaffPerson> = {}): StaffPerson => ({
  id,
  functionTitle: 'Project manager',
  monthlySalaryMinor: '4250000',
  partTimeBp: 10_000,
  budgetLineId: null,
  ...change,
});

const line = (change: Partial<BudgetLine> = {}): BudgetLine => ({
  id: 'l1',
  category: 'STAFF',
  functionTitle: 'Project manager',
  unit: 'h',
  quantity: '1720',
  unitPriceMinor: '29651',
  currency: 'SEK',
  period: null,
  workPackage: null,
  ...{ description: '', note: '' },
  ...change,
});

const year = timelineOf({ periods: { lengthMonths: 6, max: 6 } }, 12);

function check(people: StaffPerson[], lines: BudgetLine[], timeline = year) {
  return checkPeople('A', people, lines, timeline).map(({ rule }) => rule);
}

test('MO12 a function’s pay is weighted by part-time factors, truncated', () => {
  const people = [
    person('p1'),
    person('p2', { monthlySalaryMinor: '3000000', partTimeBp: 5000 }),
    person('p3', { functionTitle: ' PROJECT  manager ', monthlySalaryMinor: '3500001' }),
    person('p4', { functionTitle: 'Researcher' }),
    person('p5', { functionTitle: '' }),
    person('p6', { monthlySalaryMinor: '0' }),
  ];
  const [managers, researchers, ...others] = averageByFunction(people);
  expect(others).toEqual([]);
  // (42 500 + 15 000 + 35 000.01) / 2.5 = 37 000.004
  expect(managers).toEqual({
    functionTitle: 'Project manager',
    personIds: ['p1', 'p2', 'p3'],
    postsBp: 25_000,
    monthlySalary: 3700000n,
    rate: 25813n,
    reveals: false,
  });
  expect(researchers).toMatchObject({ personIds: ['p4'], reveals: true });
  if (!managers) throw new Error('no average');
  expect(averagedLine(managers)).toEqual({
    category: 'STAFF',
    functionTitle: 'Project manager',
    unit: 'h',
    quantity: '4300',
    unitPriceMinor: '25813',
    currency: 'SEK',
  });
});

test('MO12 the average never costs more than the people, and less than an öre an hour each less', () => {
  const anyPerson = fc
    .record({
      salary: fc.integer({ min: 1, max: 20_000_000 }),
      partTimeBp: fc.integer({ min: 1, max: 10_000 }),
    })
    .map(({ salary, partTimeBp }) => ({ monthlySalaryMinor: String(salary), partTimeBp }));
  fc.assert(
    fc.property(fc.array(anyPerson, { minLength: 1, maxLength: 8 }), (group) => {
      const [average] = averageByFunction(group.map((one, at) => person(`p${at}`, one)));
      if (!average) throw new Error('no average');
      const paid = group.reduce(
        (all, one) => all + parseMinor(one.monthlySalaryMinor) * BigInt(one.partTimeBp),
        0n,
      );
      const averaged = average.monthlySalary * BigInt(average.postsBp);
      expect(averaged <= paid && paid - averaged < BigInt(average.postsBp)).toBe(true);
    }),
  );
});

test('BU23 one person behind a line reveals the salary, an average of several does not', () => {
  const alone = [person('p1', { budgetLineId: 'l1' })];
  expect(check(alone, [line()])).toEqual(['BU23']);
  expect(check([person('p1')], [line({ unitPriceMinor: '30000' })])).toEqual(['BU23']);
  const two = [person('p1'), person('p2', { monthlySalaryMinor: '3000000' })];
  const average = hourlyRate(toMinor(3625000n));
  expect(check(two, [line({ unitPriceMinor: String(average) })])).toEqual([]);
  expect(check(two, [line()])).toEqual(['BU23']);
  expect(check(two, [line({ unit: 'month', unitPriceMinor: '3000000' })])).toEqual(['BU23']);
  expect(check(alone, [line({ id: 'other', functionTitle: 'Researcher' })])).toEqual([]);
  expect(check(alone, [line({ unitPriceMinor: '0' })])).toEqual([]);
  expect(check(alone, [line({ category: 'EXTERNAL' })])).toEqual([]);
  const [finding] = checkPeople('A', alone, [line()], year);
  expect(finding?.place).toEqual({
    kind: 'budget',
    partnerId: 'A',
    lineId: 'l1',
    column: 'unitPriceMinor',
  });
});

test('BU19 the hours of those who stand behind a line, in any twelve months of it', () => {
  const half = [person('p1', { budgetLineId: 'l1', partTimeBp: 5000 })];
  const rules = (quantity: string, change: Partial<BudgetLine> = {}, months = 12) => {
    const timeline = timelineOf({ periods: { lengthMonths: 6, max: 6 } }, months);
    return check(half, [line({ quantity, ...change })], timeline);
  };
  expect(rules('860')).toEqual(['BU23']);
  expect(rules('860.0001')).toEqual(['BU23', 'BU19']);
  // Over 24 months twice as much is as much a year, unless it is put into two of the periods.
  expect(rules('1720', {}, 24)).toEqual(['BU23']);
  expect(rules('1720', { perPeriod: { 2: '500', 3: '400' } }, 24)).toEqual(['BU23', 'BU19']);
  expect(rules('1720', { unit: 'months' })).toEqual(['BU23']);
  const both = [...half, person('p2', { budgetLineId: 'l1', monthlySalaryMinor: '1' })];
  expect(check(both, [line({ quantity: '2580', unitPriceMinor: '2' })])).toEqual([]);
  const long = timelineOf({ periods: { lengthMonths: 24, max: 2 } }, 24);
  expect(check(half, [line({ quantity: '1720' })], long)).toEqual(['BU23']);
  expect(check(half, [line({ quantity: '1721' })], long)).toEqual(['BU23', 'BU19']);
});

test('BU19 one person’s hours count together over the lines of the function that name nobody else', () => {
  const one = person('p1', { budgetLineId: 'l1' });
  const of = (people: StaffPerson[], second: Partial<BudgetLine> = {}) =>
    checkPeople(
      'A',
      people,
      [line({ quantity: '900' }), line({ id: 'l2', quantity: '900', ...second })],
      year,
    ).flatMap(({ rule, subject, params }) => (rule === 'BU19' ? [subject, params.hours] : []));
  expect(of([one])).toEqual(['line:A/l1', '1800']);
  expect(of([one], { quantity: '820' })).toEqual([]);
  expect(of([one], { functionTitle: 'Researcher' })).toEqual([]);
  expect(of([one], { unit: 'month' })).toEqual([]);
  expect(of([one, person('p2')])).toEqual([]);
  expect(of([one, person('p2', { budgetLineId: 'l2' })])).toEqual([]);
});

test('MO5 the averaged line costs what its posts cost in a year, to the öre an hour', () => {
  const [average] = averageByFunction([person('p1'), person('p2')]);
  if (!average) throw new Error('no average');
  const { quantity, unitPriceMinor } = averagedLine(average);
  expect(lineAmount(parseQuantity(quantity), parseMinor(unitPriceMinor))).toBe(3440n * 29651n);
});
