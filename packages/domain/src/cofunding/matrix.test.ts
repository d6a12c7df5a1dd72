import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRules, anySheet, anySources, sum } from '../../../../tests/support/any-budget.ts';
import { computePartner } from '../budget/compute-partner.ts';
import { parseMinor, toMinor } from '../money/money.ts';
import type { FundingSource } from './cofunding-sheet.ts';
import type { PledgeAnswer } from './coverage.ts';
import { cofundingMatrix, spreadFunder } from './matrix.ts';
import { proposeBalance } from './propose-balance.ts';
import { splitSources, termsOf } from './split-sources.ts';

const source = (id: string, change: Partial<FundingSource> = {}): FundingSource => ({
  id,
  funderName: 'Region Skåne',
  legal: 'public',
  form: 'cash',
  mode: 'amount',
  amountMinor: '0',
  weight: 1,
  status: 'idea',
  ...change,
});

function propose(own: bigint, sources: FundingSource[], pledges: PledgeAnswer[] = []) {
  const { missing, changes, left } = proposeBalance(toMinor(own), { sources }, pledges);
  return [missing, changes.map(({ sourceId, to }) => `${sourceId} ${to}`).join(', '), left];
}

test('MO16 spreads the missing 12 300 over the unlocked ones, in proportion', () => {
  const sources = [
    source('a', { amountMinor: '3000000' }),
    source('b', { amountMinor: '1000000' }),
    source('c', { amountMinor: '500000', locked: true }),
    source('d', { amountMinor: '500000', status: 'pledged' }),
  ];
  expect(propose(6230000n, sources)).toEqual([1230000n, 'a 3922500, b 1307500', 0n]);
  expect(propose(3000000n, sources)).toEqual([-2000000n, 'a 1500000, b 500000', 0n]);
  // More is locked than there is room for: what is too much stays, and is said.
  expect(propose(900000n, sources)).toEqual([-4100000n, 'a 0, b 0', -100000n]);
});

test('MO16 amounts of nothing share alike, to the cent', () => {
  const sources = [source('a'), source('b'), source('c', { status: 'withdrawn' })];
  expect(propose(101n, sources)).toEqual([101n, 'a 51, b 50', 0n]);
});

test('MO16 weights balance by themselves; where nothing may change, nothing is proposed', () => {
  expect(propose(100n, [source('a'), source('b', { mode: 'weight' })])).toEqual([0n, '', 0n]);
  expect(propose(100n, [source('a', { locked: true })])).toEqual([100n, '', 100n]);
  expect(propose(100n, [])).toEqual([100n, '', 100n]);
});

test('MO16 what its funder pledged is changed by the funder alone', () => {
  const sources = [source('a', { amountMinor: '40' }), source('b', { amountMinor: '40' })];
  const pledge: PledgeAnswer = { sourceId: 'a', amountMinor: '40', status: 'pledged' };
  expect(propose(100n, sources, [pledge])).toEqual([20n, 'b 60', 0n]);
  expect(propose(100n, sources, [{ ...pledge, status: 'requested' }])[1]).toBe('a 50, b 50');
});

test('MO16 whatever the sources are, a taken proposal leaves what it said, and moves no locked one', () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 6n), 10n ** 15n), anySources, (own, sources) => {
      const { missing, changes, left } = proposeBalance(toMinor(own), { sources }, []);
      const to = new Map(changes.map((change) => [change.sourceId, String(change.to)]));
      const after = sources.map((one) => ({
        ...one,
        amountMinor: to.get(one.id) ?? one.amountMinor,
      }));
      expect(splitSources(toMinor(own), termsOf(after)).uncovered).toBe(left);
      expect(left === 0n || left > 0n === missing > 0n).toBe(true);
      for (const [at, one] of after.entries()) {
        const before = sources[at];
        if (before?.locked) expect(one.amountMinor).toBe(before.amountMinor);
        expect(parseMinor(one.amountMinor) >= 0n).toBe(true);
      }
      for (const { from, to: next } of changes) expect(next > from).toBe(missing > 0n);
    }),
    { numRuns: 2000 },
  );
});

test('CF1 the matrix has a row for each funder, whatever each partner calls it, cash and in kind apart', () => {
  const budget = (id: string, sources: FundingSource[]) => ({
    budget: {
      ...computePartner(
        { currency: 'EUR', euRateBp: 5000, minEuMinor: '0', maxEuMinor: '9', flatRates: {} },
        {
          id,
          lines: [{ category: 'STAFF', quantity: '1', unitPriceMinor: '2000' }],
          flat: {},
          sources: termsOf(sources),
        },
      ),
    },
    sheet: { sources },
    pledges: [],
  });
  const { rows, columns } = cofundingMatrix([
    budget('A', [
      source('a1', { mode: 'weight', status: 'pledged' }),
      source('a2', { amountMinor: '300', form: 'in_kind', locked: true }),
      source('a3', { funderName: '', amountMinor: '1' }),
      source('a4', { status: 'withdrawn', amountMinor: '5' }),
    ]),
    budget('B', [
      source('b1', { funderName: ' region  SKÅNE', amountMinor: '400' }),
      source('b2', { funderName: '', amountMinor: '2' }),
    ]),
  ]);
  expect(rows.map((row) => row.cells.map(({ sourceId }) => sourceId))).toEqual([
    ['a1', 'b1'],
    ['a2'],
    ['a3'],
    ['b2'],
  ]);
  expect(rows[0]).toMatchObject({ amount: 1099n, confirmed: 699n, form: 'cash' });
  expect(rows[1]?.cells[0]).toMatchObject({ partnerId: 'A', locked: true, amount: 300n });
  expect(columns).toEqual([
    { partnerId: 'A', own: 1000n, confirmed: 699n, missing: 301n, uncovered: 0n },
    { partnerId: 'B', own: 1000n, confirmed: 0n, missing: 1000n, uncovered: 598n },
  ]);
});

test('CF1 whatever is entered, rows and columns of the matrix sum to the same', () => {
  fc.assert(
    fc.property(
      anyRules,
      fc.array(fc.tuple(anySheet, anySources), { maxLength: 4 }),
      (rules, all) => {
        const partners = all.map(([sheet, sources], at) => ({
          budget: computePartner(rules, { id: `p${at}`, ...sheet, sources: termsOf(sources) }),
          sheet: { sources },
          pledges: [],
        }));
        const { rows, columns } = cofundingMatrix(partners);
        const given = sum(
          partners.flatMap(({ budget }) => budget.sources.map(({ amount }) => amount)),
        );
        expect(sum(rows.map(({ amount }) => amount))).toBe(given);
        const uncovered = sum(columns.map((column) => column.own - column.uncovered));
        expect(uncovered).toBe(given);
      },
    ),
    { numRuns: 300 },
  );
});

test('MO3 a funder’s money for the whole project is spread to the cent', () => {
  const own = [10566667n, 6913580n, 4941262n].map(toMinor);
  const parts = spreadFunder(toMinor(10000000n), own);
  expect(parts).toEqual([4712737n, 3083459n, 2203804n].map(toMinor));
  expect(spreadFunder(toMinor(100n), [toMinor(0n), toMinor(-5n)])).toEqual([50n, 50n]);
});
