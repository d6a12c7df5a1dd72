import { describe, expect, test } from 'vitest';
import { Histogram } from './histogram.ts';

const of = (values: number[]) => {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
};

describe('percentiles', () => {
  test('are within one per cent of the sorted values', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => 0.05 + ((i * 7919) % 10_000) / 13);
    const sorted = [...values].sort((a, b) => a - b);
    const histogram = of(values);
    for (const share of [0.01, 0.5, 0.9, 0.99, 0.999, 1]) {
      const exact = sorted[Math.ceil(share * sorted.length) - 1]!;
      expect(Math.abs(histogram.percentile(share) / exact - 1)).toBeLessThanOrEqual(0.0101);
    }
  });

  test('never say that a value was faster than it was', () => {
    for (const value of [0.0013, 0.2, 1, 17.3, 4711]) {
      expect(of([value, 10_000]).percentile(0.5)).toBeGreaterThanOrEqual(value * 0.999_999);
    }
  });

  test('show one stalled delivery in a hundred at p99 and above only', () => {
    const histogram = of([...Array.from({ length: 99 }, () => 1), 500]);
    expect(histogram.percentile(0.99)).toBeCloseTo(1, 1);
    expect(histogram.percentile(0.995)).toBe(500);
  });

  test('of nothing are not a number', () => {
    expect(new Histogram().percentile(0.5)).toBeNaN();
  });
});

test('values below the first bucket and beyond the last are kept', () => {
  const histogram = of([0, 1e12]);
  expect(histogram.count).toBe(2);
  expect(histogram.most).toBe(1e12);
});

test('the histograms of several processes add up', () => {
  const all = Histogram.from([of([1, 2]).toJSON(), of([3, 400]).toJSON()]);
  const together = of([1, 2, 3, 400]);
  expect(all.count).toBe(4);
  expect(all.toJSON()).toEqual(together.toJSON());
  expect(all.percentile(0.5)).toBe(together.percentile(0.5));
});
