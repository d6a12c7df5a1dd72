import { expect, test } from 'vitest';
import { spreadOf } from '../statistics/median.ts';
import type { Figure } from '../workloads/workload.ts';
import { beyondLimits, readLimits, watched } from './limits.ts';

const figure = (key: string, better: Figure['better']): Figure => ({
  key,
  better,
  label: key,
  unit: 'ms',
  bias: '',
});

function measured(values: Record<string, number>) {
  const figures = [figure('p99', 'less'), figure('most', 'more'), figure('lost', 'less')];
  const found = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, spreadOf([value])]),
  );
  const subjects = [{ id: 'ours' as const, label: '', figures: found, failures: [] }];
  return { workloads: [{ id: 'w', title: '', does: '', notes: {}, figures, subjects }] };
}

const limits = { 'w.p99': 10, 'w.most': 900, 'w.lost': 0 };

test('up to three times the limit passes, in either direction', () => {
  expect(beyondLimits(measured({ p99: 30, most: 300, lost: 0 }), { limits })).toEqual([]);
});

test('beyond three times the limit is named', () => {
  expect(beyondLimits(measured({ p99: 31, most: 299, lost: 0 }), { limits })).toEqual([
    'w.p99: 31.00, recorded 10',
    'w.most: 299.0, recorded 900',
  ]);
});

test('a limit of nothing allows nothing', () => {
  expect(beyondLimits(measured({ p99: 1, most: 900, lost: 1 }), { limits })).toHaveLength(1);
});

test('a figure that was not measured does not pass', () => {
  expect(beyondLimits(measured({ p99: 1, most: 900 }), { limits })).toEqual([
    'w.lost: not measured',
  ]);
});

test('whatever is watched has been recorded', () => {
  expect(Object.keys(readLimits().limits).sort()).toEqual([...watched].sort());
});
