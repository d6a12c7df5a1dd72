import { expect, test } from 'vitest';
import { spreadOf } from '../statistics/median.ts';
import { align, markdownTable, number, tableOf } from './format.ts';
import type { WorkloadResult } from './results.ts';

test('numbers have three digits that mean something', () => {
  expect([0, 0.123456, 7.04999, 99.96, 1234.5, 348_123].map(number)).toEqual([
    ...['0', '0.123', '7.05', '100', '1 230', '348 000'],
  ]);
});

const result: WorkloadResult = {
  id: 'w',
  title: 'w',
  does: '',
  notes: {},
  figures: [
    { key: 'p99', label: 'p99', unit: 'ms', better: 'less', bias: '' },
    { key: 'cpu', label: 'load', unit: '%', better: 'less', bias: '', ratio: false },
  ],
  subjects: [
    {
      id: 'ours',
      label: 'Ours',
      failures: [],
      figures: { p99: spreadOf([3]), cpu: spreadOf([20]) },
    },
    { id: 'hocuspocus-postgres', label: 'Ref', failures: [], figures: { p99: spreadOf([1.5]) } },
  ],
};

test('a cell has the median and its ratio to the reference, where ratios say something', () => {
  expect(tableOf(result).rows).toEqual([
    ['p99', '3 ms (2×)', '1.5 ms'],
    ['load', '20 %', '–'],
  ]);
});

test('the printed table has straight columns', () => {
  const lengths = align(tableOf(result))
    .split('\n')
    .map((line) => line.length);
  expect(new Set(lengths).size).toBe(1);
});

test('the written table is one', () => {
  expect(markdownTable(tableOf(result)).split('\n')).toHaveLength(4);
});
