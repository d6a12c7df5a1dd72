import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOf, dayText, lastDayOf, nextDay } from '../time/day.ts';
import { moveByDays, moveByPeriods, resizeByPeriods } from './move-item.ts';
import { outlineOf } from './outline.ts';
import {
  dayAtMonth,
  lastDayOfSpan,
  monthOfDay,
  periodSpan,
  planTimeOf,
  spanOfItem,
  takesPeriod,
} from './plan-time.ts';
import {
  emptyWorkplan,
  type WorkplanItem,
  type WorkplanRoot,
  type WorkplanSheet,
} from './workplan-sheet.ts';

const item = (id: string, change: Partial<WorkplanItem> = {}): WorkplanItem => ({
  ...{ id, title: id, parentId: null, responsiblePartnerId: null },
  ...{ startPeriod: null, endPeriod: null, ...change },
});
const call = { periods: { lengthMonths: 6, max: 6 } };
const time = planTimeOf(call, { startDate: '2027-03-01', months: 20 });

const plan: WorkplanSheet = {
  packages: [
    item('lead', { startPeriod: 1, endPeriod: 4 }),
    item('pilot', { startPeriod: 2, endPeriod: 3 }),
  ],
  activities: [
    item('a', { parentId: 'pilot', startPeriod: 2, endPeriod: 2 }),
    item('b', { parentId: 'pilot' }),
    item('nowhere', { parentId: 'gone' }),
  ],
  deliverables: [item('d', { parentId: 'a', endPeriod: 2 }), item('lost', { parentId: 'nobody' })],
  milestones: [item('m', { parentId: 'pilot', dueDate: '2027-12-31' }), item('free')],
  indicators: [item('i', { parentId: 'lead', endPeriod: 4 })],
};

test('the outline has each item once, in its package, with the number that people call it by', () => {
  const rows = outlineOf(plan).map(({ number, item: { id }, level }) => `${level} ${number} ${id}`);
  expect(rows).toEqual([
    ...['1 1 lead', '2 I1 i', '1 2 pilot', '2 2.1 a', '3 2.1.1 d', '2 2.2 b', '2 M1 m'],
    ...['2  nowhere', '3  lost', '2 M2 free'],
  ]);
  expect(outlineOf(emptyWorkplan)).toEqual([]);
});

test('periods are months from the first day, and the last one ends with the project', () => {
  expect(time).toMatchObject({ periods: 4, months: 20 });
  expect([1, 2, 4].map((period) => periodSpan(time, period))).toEqual([
    ...[
      { from: 0, to: 6 },
      { from: 6, to: 12 },
      { from: 18, to: 20 },
    ],
  ]);
  const span = spanOfItem(item('x', { startPeriod: 2, endPeriod: 9 }), time);
  expect(span).toEqual({ from: 6, to: 20 });
  expect(dayAtMonth(time, span.from)).toBe('2027-09-01');
  expect(lastDayOfSpan(time, span)).toBe('2028-10-31');
  expect(planTimeOf(call, { startDate: '2027-02-30', months: null })).toMatchObject({
    ...{ start: null, months: 36, periods: 6 },
  });
});

test('a day lies at its place among the months, also before and after the project', () => {
  expect(monthOfDay(time, '2027-03-01')).toBe(0);
  expect(monthOfDay(time, '2027-09-01')).toBe(6);
  expect(monthOfDay(time, '2027-03-16')).toBeCloseTo(15 / 31);
  expect(monthOfDay(time, '2027-02-01')).toBeLessThan(0);
  expect(monthOfDay(time, 'soon')).toBeNull();
  expect(monthOfDay({ ...time, start: null }, '2027-09-01')).toBeNull();
});

test('something takes the periods in which it is under way, or the one in which it is due', () => {
  const taken = (root: WorkplanRoot, change: Partial<WorkplanItem>) =>
    [1, 2, 3, 4].filter((period) => takesPeriod({ root, item: item('x', change) }, period, time));
  expect(taken('activities', { startPeriod: 2, endPeriod: 3 })).toEqual([2, 3]);
  expect(taken('packages', {})).toEqual([1, 2, 3, 4]);
  expect(taken('deliverables', { endPeriod: 3 })).toEqual([3]);
  expect(taken('indicators', {})).toEqual([]);
  expect(taken('milestones', { dueDate: '2027-09-01' })).toEqual([2]);
  expect(taken('milestones', { dueDate: '2031-01-01' })).toEqual([]);
});

test('days and their texts are one to one, and months begin where the ones before end', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 2_900_000 }), (days) => {
      expect(dayOf(dayText(days))).toBe(days);
    }),
  );
  const inMonth = fc.record({ start: fc.integer({ min: 0, max: 60_000 }), months: fc.nat(80) });
  fc.assert(
    fc.property(inMonth, ({ start, months }) => {
      const begun = { ...time, start: dayText(start) };
      expect(monthOfDay(begun, dayAtMonth(begun, months) ?? '')).toBeCloseTo(months, 9);
    }),
  );
  expect(nextDay('2027-12-31')).toBe('2028-01-01');
  expect(nextDay('soon')).toBeNull();
  expect(lastDayOf('2027-03-01', 20)).toBe('2028-10-31');
});

const ids = (changes: { itemId: string }[]) => changes.map(({ itemId }) => itemId);

test('a package moves with what has periods in it; milestones keep their days', () => {
  const moved = moveByPeriods(plan, 'pilot', 1, time);
  expect(moved).toEqual([
    { root: 'packages', itemId: 'pilot', cells: { startPeriod: 3, endPeriod: 4 } },
    { root: 'activities', itemId: 'a', cells: { startPeriod: 3, endPeriod: 3 } },
    { root: 'deliverables', itemId: 'd', cells: { endPeriod: 3 } },
  ]);
  expect(ids(moveByPeriods(plan, 'a', -1, time))).toEqual(['a', 'd']);
  expect(moveByPeriods(plan, 'd', 5, time)).toMatchObject([{ cells: { endPeriod: 4 } }]);
  expect(moveByPeriods(plan, 'm', 1, time)).toEqual([]);
  expect(moveByPeriods(plan, 'nobody', 1, time)).toEqual([]);
});

test('nothing is moved or stretched out of the project, nor to less than a period', () => {
  const every = fc.record({
    id: fc.constantFrom('lead', 'pilot', 'a', 'b', 'd', 'i', 'nowhere'),
    by: fc.integer({ min: -9, max: 9 }),
    edge: fc.constantFrom('start' as const, 'end' as const),
  });
  fc.assert(
    fc.property(every, ({ id, by, edge }) => {
      const all = [
        ...moveByPeriods(plan, id, by, time),
        ...resizeByPeriods(plan, id, edge, by, time),
      ];
      for (const { cells } of all) {
        const { startPeriod, endPeriod } = cells;
        expect(endPeriod).toBeLessThanOrEqual(4);
        expect(startPeriod ?? 1).toBeGreaterThanOrEqual(1);
        expect(startPeriod ?? 1).toBeLessThanOrEqual(endPeriod ?? 0);
      }
    }),
  );
  expect(resizeByPeriods(plan, 'pilot', 'end', 1, time)).toMatchObject([
    { cells: { startPeriod: 2, endPeriod: 4 } },
  ]);
  expect(resizeByPeriods(plan, 'lead', 'end', 1, time)).toEqual([]);
  expect(resizeByPeriods(plan, 'd', 'end', 1, time)).toEqual([]);
});

test('a milestone moves by days, and begins on the first day when it has none', () => {
  expect(moveByDays(plan, 'm', 1, time)).toMatchObject([{ cells: { dueDate: '2028-01-01' } }]);
  expect(moveByDays(plan, 'free', 7, time)).toMatchObject([{ cells: { dueDate: '2027-03-01' } }]);
  expect(moveByDays(plan, 'free', 7, { ...time, start: null })).toEqual([]);
  expect(moveByDays(plan, 'a', 7, time)).toEqual([]);
});
