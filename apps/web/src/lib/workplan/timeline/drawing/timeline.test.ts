import { outlineOf } from '@samspel/domain/workplan/outline';
import { planTimeOf } from '@samspel/domain/workplan/plan-time';
import { emptyWorkplan, type WorkplanItem } from '@samspel/domain/workplan/workplan-sheet';
import { expect, test } from 'vitest';
import { barIntent } from '../bar-keys.ts';
import { linksOf } from './links.ts';
import { drawnOf, percentOf, ticksOf, widthInMonths } from './scale.ts';
import { rowsInView } from './window.ts';

const time = planTimeOf(
  { periods: { lengthMonths: 6, max: 6 } },
  { startDate: '2027-03-01', months: 20 },
);
const item = (id: string, change: Partial<WorkplanItem>): WorkplanItem => ({
  ...{ id, title: id, parentId: 'wp', responsiblePartnerId: null },
  ...{ startPeriod: null, endPeriod: null, ...change },
});

test('the drawing is as wide as the project, in months, quarters or what finds room', () => {
  expect(widthInMonths(time)).toBe(20);
  expect([percentOf(time, 10), percentOf(time, -3), percentOf(time, 99)]).toEqual([50, 0, 100]);
  expect(ticksOf(time, 'months')).toHaveLength(20);
  expect(ticksOf(time, 'quarters').at(-1)).toEqual({
    from: 18,
    to: 20,
    month: 19,
    day: '2028-09-01',
  });
  expect(ticksOf(time, 'whole').length).toBeLessThanOrEqual(6);
  expect(ticksOf({ ...time, start: null }, 'quarters')[0]).toMatchObject({ month: 1, day: null });
});

test('packages and activities are stretches, the rest points; what has no day has no place', () => {
  const drawn = (root: Parameters<typeof drawnOf>[0]['root'], change: Partial<WorkplanItem>) =>
    drawnOf({ root, item: item('x', change) }, time);
  expect(drawn('activities', { startPeriod: 2, endPeriod: 2 })).toEqual({
    kind: 'bar',
    span: { from: 6, to: 12 },
  });
  expect(drawn('deliverables', { endPeriod: 4 })).toEqual({ kind: 'point', at: 20 });
  expect(drawn('indicators', {})).toBeNull();
  expect(drawn('milestones', { dueDate: '2027-09-01' })).toEqual({ kind: 'point', at: 6 });
  expect(drawn('milestones', { dueDate: 'soon' })).toBeNull();
});

test('a line leads from what is waited for to what waits, whichever stands above', () => {
  const rows = outlineOf({
    ...emptyWorkplan,
    packages: [item('wp', { parentId: null })],
    activities: [
      item('late', { startPeriod: 3, endPeriod: 4, after: ['early', 'gone', 'late'] }),
      item('early', { startPeriod: 1, endPeriod: 2 }),
      item('same', { startPeriod: 2, endPeriod: 2, after: ['early'] }),
      item('wrong', { startPeriod: 1, endPeriod: 1, after: ['late'] }),
    ],
  });
  expect(
    linksOf(rows, time).map(({ kind, up, left, width, top, rows: high }) => [
      kind,
      up,
      left,
      width,
      top,
      high,
    ]),
  ).toEqual([
    ['ahead', true, 12, 0, 1, 1],
    ['drop', false, 6, 0, 2, 1],
    ['back', false, 6, 6, 1, 3],
  ]);
});

test('arrows move, with shift they resize; up and down go to the next one', () => {
  const key = (name: string, held: Partial<KeyboardEvent> = {}) =>
    barIntent({
      key: name,
      shiftKey: false,
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      ...held,
    });
  expect(key('ArrowRight')).toEqual({ kind: 'move', by: 1 });
  expect(key('ArrowLeft', { shiftKey: true })).toEqual({ kind: 'resize', edge: 'end', by: -1 });
  expect(key('ArrowLeft', { shiftKey: true, ctrlKey: true })).toEqual({
    kind: 'resize',
    edge: 'start',
    by: -1,
  });
  expect(key('ArrowDown')).toEqual({ kind: 'go', step: 1 });
  expect(key('End')).toEqual({ kind: 'go', step: Number.POSITIVE_INFINITY });
  expect(key('Enter')).toEqual({ kind: 'open' });
  for (const none of [
    key('ArrowLeft', { altKey: true }),
    key('ArrowRight', { ctrlKey: true }),
    key('a'),
  ]) {
    expect(none).toBeNull();
  }
});

test('of a long plan the rows in view are drawn, with some to spare', () => {
  const at = (topPx: number) => rowsInView(400, { topPx, heightPx: 480, rowPx: 48 });
  expect(at(0)).toEqual({ from: 0, to: 17 });
  expect(at(4800)).toEqual({ from: 92, to: 117 });
  expect(at(400 * 48)).toEqual({ from: 392, to: 399 });
  expect(rowsInView(3, { topPx: 0, heightPx: 480, rowPx: 48 })).toEqual({ from: 0, to: 2 });
});
