import {
  type BudgetLine,
  type BudgetSheet,
  costCategories,
} from '@samspel/domain/budget/budget-sheet';
import type { MoneyRules } from '@samspel/domain/budget/terms';
import { costModels, flatRateKinds } from '@samspel/domain/call/call';
import {
  type FundingSource,
  sourceModes,
  sourceStatuses,
} from '@samspel/domain/cofunding/cofunding-sheet';
import fc from 'fast-check';

// Budgets of every kind that can be entered, sound or not.

const digits = (most: number) =>
  fc.nat({ max: most - 1 }).chain((more) => fc.bigInt(0n, 10n ** BigInt(more + 1) - 1n));

export const anyQuantity = fc
  .tuple(fc.nat(2_000_000), fc.constantFrom(1, 10, 10_000))
  .map(([units, under]) => String(units / under));

const packages = ['wp1', 'wp2', 'wp3'] as const;

export function anyLine(id: string): fc.Arbitrary<BudgetLine> {
  const mark = fc.option(fc.constant(true as const), { nil: undefined });
  return fc
    .record({
      category: fc.constantFrom(...costCategories),
      quantity: anyQuantity,
      price: digits(11),
      currency: fc.constantFrom('EUR' as const, 'SEK' as const),
      period: fc.option(fc.integer({ min: 1, max: 8 }), { nil: null, freq: 2 }),
      workPackage: fc.constantFrom(null, ...packages),
      perPeriod: fc.option(
        fc.dictionary(fc.constantFrom('1', '2', '3', '4', '7'), anyQuantity, {
          noNullPrototype: true,
        }),
        { nil: undefined },
      ),
      uprated: mark,
      onCosts: mark,
    })
    .map(({ price, perPeriod, uprated, onCosts, ...cells }) => ({
      id,
      ...cells,
      unitPriceMinor: `${cells.category === 'REVENUE' && price > 0n ? '-' : ''}${price}`,
      ...{ description: '', functionTitle: '', unit: '', note: '' },
      ...(perPeriod && { perPeriod }),
      ...(uprated && { uprated }),
      ...(onCosts && { onCosts }),
    }));
}

export const anySheet: fc.Arbitrary<BudgetSheet> = fc
  .record({
    count: fc.nat(8),
    flat: fc.dictionary(fc.constantFrom(...flatRateKinds), fc.nat(4000), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    model: fc.option(fc.constantFrom(...costModels), { nil: undefined }),
  })
  .chain(({ count, flat, model }) =>
    fc
      .tuple(...Array.from({ length: count }, (_, at) => anyLine(`l${at}`)))
      .map((lines) => ({ lines, flat, ...(model && { model }) })),
  );

export const anySource = (id: string): fc.Arbitrary<FundingSource> =>
  fc
    .record({
      funderName: fc.constantFrom('', 'Region Skåne', 'region  skåne', 'Own funds'),
      legal: fc.constantFrom('public' as const, 'private' as const),
      form: fc.constantFrom('cash' as const, 'in_kind' as const),
      mode: fc.constantFrom(...sourceModes),
      amountMinor: digits(9).map(String),
      weight: fc.nat(3),
      status: fc.constantFrom(...sourceStatuses),
      locked: fc.option(fc.constant(true as const), { nil: undefined }),
    })
    .map(({ locked, ...cells }) => ({ id, ...cells, ...(locked && { locked }) }));

export const anySources: fc.Arbitrary<FundingSource[]> = fc
  .nat(5)
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => anySource(`s${at}`))));

const free = { maxBp: 10_000, adjustable: true };

/** Rules under which nearly everything is allowed, over a number of periods. */
export const anyRules: fc.Arbitrary<MoneyRules> = fc
  .record({ periods: fc.integer({ min: 1, max: 6 }), lengthMonths: fc.constantFrom(3, 6, 12, 18) })
  .map(({ periods, lengthMonths }) => ({
    currency: 'EUR',
    euRateBp: 5000,
    minEuMinor: '0',
    maxEuMinor: '999999999999999',
    flatRates: Object.fromEntries(flatRateKinds.map((kind) => [kind, free])),
    fx: { currency: 'SEK', numerator: 839, denominator: 100 },
    lkpBp: 4524,
    upratingBp: 240,
    timeline: {
      periods,
      lengthMonths,
      packages: new Map([
        ['wp1', { from: 1, to: periods }],
        ['wp2', { from: Math.min(2, periods), to: Math.min(3, periods) }],
      ]),
    },
  }));

export function sum(amounts: Iterable<bigint>): bigint {
  let all = 0n;
  for (const amount of amounts) all += amount;
  return all;
}
