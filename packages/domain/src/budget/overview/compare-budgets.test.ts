import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRules, anySheet, anySources } from '../../../../../tests/support/any-budget.ts';
import { sampleApplication, sampleCall } from '../../proposal/application.fixture.ts';
import type { PartnerSheets } from '../compute-budget.ts';
import { compareBudgets } from './compare-budgets.ts';

function samplePartners(): PartnerSheets[] {
  const { budgets, cofunding, partners } = sampleApplication();
  return partners.map(({ id }) => ({ id, budget: budgets[id], cofunding: cofunding[id] }));
}

test('MO15 a comparison names each cell that differs, by the address that the log knows', () => {
  const before = samplePartners();
  const [a, b, c] = structuredClone(before) as [PartnerSheets, PartnerSheets, PartnerSheets];
  const [first, ...rest] = a.budget?.lines ?? [];
  const [source] = a.cofunding?.sources ?? [];
  if (!first || !source || !a.budget || !a.cofunding) throw new Error('no lines');
  a.budget.lines = [
    { ...first, quantity: '2', perPeriod: { 3: '1' }, cellNotes: { unit: 'days' } },
    ...rest.slice(1),
  ];
  a.budget.lines.push({ ...first, id: 'new', description: 'Workshops', unitPriceMinor: '100' });
  a.budget.model = 'real_cost';
  a.cofunding.sources = [{ ...source, weight: 61, locked: true }, ...a.cofunding.sources.slice(1)];
  const found = compareBudgets(sampleCall, before, [a, b, c]);
  expect(found.map(({ partnerId }) => partnerId)).toEqual(['A']);
  const [comparison] = found;
  const rows = comparison?.rows ?? [];
  expect(rows.map(({ what, change, rowId }) => [what, change, rowId])).toEqual([
    ['calculation', 'changed', null],
    ['line', 'changed', first.id],
    ['line', 'added', 'new'],
    ['line', 'removed', rest[0]?.id],
    ['source', 'changed', source.id],
  ]);
  expect(rows[0]?.cells).toEqual([
    { address: 'flat/model', field: 'model', before: null, after: 'real_cost' },
  ]);
  expect(rows[1]?.cells).toEqual([
    {
      address: `lines/${first.id}/quantity`,
      field: 'quantity',
      before: first.quantity,
      after: '2',
    },
    { address: `lines/${first.id}/q3`, field: 'q3', before: null, after: '1' },
    { address: `lines/${first.id}/note:unit`, field: 'note:unit', before: null, after: 'days' },
  ]);
  expect(rows[4]?.cells.map(({ field }) => field)).toEqual(['weight', 'locked']);
  expect(comparison?.total.before).toBe(21133333n);
  expect(comparison?.categories.map(({ category }) => category)).toContain('STAFF');
});

test('MO15 a partner that came or left is compared with nothing', () => {
  const all = samplePartners();
  const [joined] = compareBudgets(sampleCall, all.slice(0, 2), all);
  expect(joined).toMatchObject({ partnerId: 'C', total: { before: 0n, after: 9882523n } });
  const [left] = compareBudgets(sampleCall, all, all.slice(0, 2));
  expect(left?.rows.every(({ change }) => change !== 'added')).toBe(true);
  expect(left).toMatchObject({ partnerId: 'C', total: { before: 9882523n, after: 0n } });
});

test('MO15 equal budgets have no difference, and one of two is the other reversed', () => {
  const anyState = fc
    .record({ budget: anySheet, sources: anySources })
    .map(({ budget, sources }): PartnerSheets => ({ id: 'A', budget, cofunding: { sources } }));
  fc.assert(
    fc.property(anyRules, anyState, anyState, (rules, one, two) => {
      expect(compareBudgets(rules, [one], structuredClone([one]))).toEqual([]);
      const [there] = compareBudgets(rules, [one], [two]);
      const [back] = compareBudgets(rules, [two], [one]);
      const cells = (comparison: typeof there, side: 'before' | 'after') =>
        new Map(
          (comparison?.rows ?? []).flatMap((row) =>
            row.cells.map((cell) => [cell.address, cell[side]]),
          ),
        );
      expect(cells(there, 'before')).toEqual(
        new Map(
          [...cells(there, 'before').keys()].map((key) => [key, cells(back, 'after').get(key)]),
        ),
      );
      expect(there?.total.before).toBe(back?.total.after);
    }),
    { numRuns: 200 },
  );
});
