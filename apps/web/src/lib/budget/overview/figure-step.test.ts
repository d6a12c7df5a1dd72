import { expect, test } from 'vitest';
import { stepOf } from './figure-step.ts';

const last = { row: 3, column: 2 };
const step = (key: string, from = { row: 1, column: 1 }, ctrlKey = false) =>
  stepOf({ key, ctrlKey, metaKey: false }, from, last);

test('arrow keys go from figure to figure and stop at the edges', () => {
  expect(step('ArrowDown')).toEqual({ row: 2, column: 1 });
  expect(step('ArrowRight')).toEqual({ row: 1, column: 2 });
  expect(step('ArrowRight', { row: 1, column: 2 })).toEqual({ row: 1, column: 2 });
  expect(step('ArrowUp', { row: 0, column: 0 })).toEqual({ row: 0, column: 0 });
  expect(step('Home')).toEqual({ row: 1, column: 0 });
  expect(step('End', { row: 1, column: 1 }, true)).toEqual(last);
  expect(step('PageDown')).toEqual({ row: 3, column: 1 });
  expect(step('a')).toBeNull();
});
