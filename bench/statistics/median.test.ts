import { expect, test } from 'vitest';
import { median, spreadOf } from './median.ts';

test('the median of an odd number of values is the one in the middle', () => {
  expect(median([9, 1, 5])).toBe(5);
});

test('the median of an even number of values lies between the two in the middle', () => {
  expect(median([10, 1, 2, 4])).toBe(3);
});

test('one wild repetition does not move the median', () => {
  expect(median([10, 11, 9000])).toBe(11);
});

test('numbers are ordered as numbers', () => {
  expect(median([100, 20, 3])).toBe(20);
});

test('no value has no median', () => {
  expect(median([])).toBeNaN();
});

test('the spread keeps every repetition in its order', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3, values: [3, 1, 2] });
});
