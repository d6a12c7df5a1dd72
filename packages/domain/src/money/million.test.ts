import { test } from 'vitest';
import { agree, type Random } from '../../../../tests/support/many-cases.ts';
import { type CostCategory, costCategories, type FlatRateChoices } from '../budget/budget-sheet.ts';
import { computePartner } from '../budget/compute-partner.ts';
import { splitOverPeriods } from '../budget/period-split.ts';
import { hourlyRate, upratedRate } from '../budget/staff-rate.ts';
import type { LineTerm } from '../budget/terms.ts';
import { type FlatRateKind, flatRateKinds } from '../call/call.ts';
import type { SourceTerm } from '../cofunding/split-sources.ts';
import { allocate } from './allocate.ts';
import { toEuro } from './exchange.ts';
import { parseMinor, shareOf, toMinor } from './money.ts';
import { lineAmount, parseQuantity } from './quantity.ts';

// A million cases against a second implementation that shares nothing with the first: exact
// fractions, decimal text read digit by digit, shares handed out unit by unit. Slow and plain:
// `check` tries a tenth of them, `test` the whole million.

interface Fraction {
  over: bigint;
  under: bigint;
}

const fraction = (over: bigint, under = 1n): Fraction => ({ over, under });
const times = (a: Fraction, b: Fraction) => fraction(a.over * b.over, a.under * b.under);
const plus = (a: Fraction, b: Fraction) =>
  fraction(a.over * b.under + b.over * a.under, a.under * b.under);
const percent = (bp: number) => fraction(BigInt(bp), 10_000n);

function floor({ over, under }: Fraction): bigint {
  const rest = ((over % under) + under) % under;
  return (over - rest) / under;
}

const truncated = (value: Fraction) =>
  value.over < 0n ? -floor(fraction(-value.over, value.under)) : floor(value);
const halfUp = (value: Fraction) => floor(plus(value, fraction(1n, 2n)));

function decimal(text: string): Fraction {
  const [whole = '', decimals = ''] = text.split('.');
  return fraction(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
}

/** Hands out a split's last units one at a time to whoever is furthest below its exact share. */
function slowSplit(amount: bigint, weights: readonly number[]): bigint[] {
  const total = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
  const exact = weights.map((weight) => fraction(amount * BigInt(weight), total));
  const parts = exact.map(floor);
  const missing = (at: number) => (exact[at]?.over ?? 0n) - (parts[at] ?? 0n) * total;
  while (parts.reduce((sum, part) => sum + part, 0n) < amount) {
    let best = 0;
    for (let at = 1; at < parts.length; at++) if (missing(at) > missing(best)) best = at;
    parts[best] = (parts[best] ?? 0n) + 1n;
  }
  return parts;
}

test('MO1 300 000 line amounts agree with exact fractions', () => {
  agree(300_000, 1, ({ digits, quantity, below }) => {
    const [count, price] = [quantity(12), `${below(5) === 0 ? '-' : ''}${digits(15)}`];
    const fast = lineAmount(parseQuantity(count), parseMinor(price));
    return [fast, truncated(times(decimal(count), fraction(BigInt(price))))];
  });
});

test('MO2 200 000 shares agree with exact fractions', () => {
  agree(200_000, 2, ({ digits, below }) => {
    const [amount, rate] = [digits(15), below(10_001)];
    return [
      shareOf(parseMinor(amount), rate),
      floor(times(fraction(BigInt(amount)), percent(rate))),
    ];
  });
});

test('MO3 150 000 splits agree with a split that hands out unit by unit', () => {
  agree(150_000, 3, ({ digits, below }) => {
    const weights = Array.from({ length: 1 + below(6) }, () =>
      below(below(2) === 0 ? 7 : 1_000_001),
    );
    if (!weights.some((weight) => weight > 0)) weights[0] = 1;
    const amount = parseMinor(digits(15));
    return [allocate(amount, weights), slowSplit(amount, weights)];
  });
});

test('MO4 100 000 splits over periods agree and sum exactly', () => {
  agree(100_000, 4, ({ digits, below }) => {
    const [amount, periods] = [BigInt(digits(15)), 1 + below(12)];
    const each = floor(fraction(amount, BigInt(periods)));
    const slow = Array.from({ length: periods }, (_, at) =>
      at === periods - 1 ? amount - each * BigInt(periods - 1) : each,
    );
    return [splitOverPeriods(toMinor(amount), periods), slow];
  });
});

test('MO5, MO6 50 000 hourly rates and their uprating agree with exact fractions', () => {
  agree(50_000, 5, ({ digits, below }) => {
    const [salary, bp, years] = [digits(9), below(1000), below(4)];
    let slow = floor(fraction(BigInt(salary) * 12n, 1720n));
    for (let year = 0; year < years; year++)
      slow = floor(times(fraction(slow), percent(10_000 + bp)));
    return [upratedRate(hourlyRate(parseMinor(salary)), bp, years * 12 + below(12)), slow];
  });
});

test('MO7 100 000 conversions agree with exact fractions', () => {
  agree(100_000, 7, ({ digits, below }) => {
    const [amount, rate] = [
      digits(15),
      { numerator: 1 + below(2000), denominator: 1 + below(100) },
    ];
    const exact = fraction(BigInt(amount) * BigInt(rate.denominator), BigInt(rate.numerator));
    return [toEuro(parseMinor(amount), rate), halfUp(exact)];
  });
});

const rates = Object.fromEntries(
  flatRateKinds.map((kind) => [kind, { maxBp: 10_000, adjustable: true }]),
) as Record<FlatRateKind, { maxBp: number; adjustable: boolean }>;
const validChoices: readonly FlatRateKind[][] = [
  [],
  ['otherOnStaff'],
  ['staffOnDirect'],
  ['travelOnStaff', 'officeOnStaff'],
  ['staffOnDirect', 'travelOnStaff', 'officeOnDirect'],
  ['staffOnDirect', 'officeOnStaff'],
  ['officeOnDirect'],
];

function randomPartner({ below, digits, quantity }: Random) {
  const lines: LineTerm[] = Array.from({ length: below(7) }, () => {
    const category = costCategories[below(costCategories.length)] ?? 'STAFF';
    const sign = category === 'REVENUE' ? '-' : '';
    return { category, quantity: quantity(3), unitPriceMinor: sign + digits(10) };
  });
  const kinds = validChoices[below(validChoices.length)] ?? [];
  const flat: FlatRateChoices = Object.fromEntries(kinds.map((kind) => [kind, below(4001)]));
  const sources: SourceTerm[] = Array.from({ length: below(4) }, (_, at) =>
    below(3) === 0
      ? { id: `s${at}`, amountMinor: digits(9) }
      : { id: `s${at}`, weight: below(100) },
  );
  return { id: 'A', lines, flat, sources };
}

function slowPartner(partner: ReturnType<typeof randomPartner>, euRateBp: number): string {
  const { flat } = partner;
  const sum = (category: CostCategory) =>
    partner.lines
      .filter((line) => line.category === category)
      .map((line) =>
        truncated(times(decimal(line.quantity), fraction(BigInt(line.unitPriceMinor)))),
      )
      .reduce((total, amount) => total + amount, 0n);
  const of = (base: bigint, bp: number) => floor(times(fraction(base), percent(bp)));
  const hidden = flat.otherOnStaff !== undefined;
  const [external, equipment, infra] = (['EXTERNAL', 'EQUIPMENT', 'INFRA'] as const).map(
    (category) => (hidden ? 0n : sum(category)),
  ) as [bigint, bigint, bigint];
  const things = external + equipment + infra;
  const realTravel = hidden || flat.travelOnStaff !== undefined ? 0n : sum('TRAVEL');
  const staff =
    flat.staffOnDirect === undefined ? sum('STAFF') : of(realTravel + things, flat.staffOnDirect);
  const travel = flat.travelOnStaff === undefined ? realTravel : of(staff, flat.travelOnStaff);
  const office =
    of(staff, flat.officeOnStaff ?? 0) + of(staff + travel + things, flat.officeOnDirect ?? 0);
  const other = of(staff, flat.otherOnStaff ?? 0);
  const total =
    staff + travel + office + other + things + sum('LUMP') + sum('UNIT') + sum('REVENUE');
  const eu = total < 0n ? 0n : of(total, euRateBp);
  const own = total - eu;
  const fixed = partner.sources.map((source) =>
    'amountMinor' in source ? BigInt(source.amountMinor) : 0n,
  );
  const left = own - fixed.reduce((all, amount) => all + amount, 0n);
  const weights = partner.sources.map((source) => ('weight' in source ? source.weight : 0));
  const shared = left > 0n && weights.some((weight) => weight > 0);
  const parts = shared ? slowSplit(left, weights) : weights.map(() => 0n);
  const amounts = fixed.map((amount, at) => amount + (parts[at] ?? 0n));
  return [staff, travel, office, other, total, eu, own, shared ? 0n : left, ...amounts].join(' ');
}

test('MO9 100 000 partners’ budgets agree with a second calculation, and always sum exactly', () => {
  agree(100_000, 9, (random) => {
    const partner = randomPartner(random);
    const euRateBp = random.below(10_001);
    const rules = { currency: 'EUR', euRateBp, minEuMinor: '0', maxEuMinor: '0', flatRates: rates };
    const fast = computePartner(rules, partner);
    const { STAFF, TRAVEL, OFFICE } = fast.categories;
    const amounts = fast.sources.map(({ amount }) => amount);
    const covered = amounts.reduce((sum: bigint, amount) => sum + amount, 0n);
    if (covered + fast.uncovered !== fast.own || fast.eu + fast.own !== fast.total) {
      return ['a budget that does not sum', JSON.stringify(partner)];
    }
    const values = [STAFF, TRAVEL, OFFICE, fast.otherFlat, fast.total, fast.eu, fast.own];
    return [[...values, fast.uncovered, ...amounts].join(' '), slowPartner(partner, euRateBp)];
  });
});
