import { costCategories } from '@samspel/domain/budget/budget-sheet';
import { costModels, flatRateKinds } from '@samspel/domain/call/call';
import { sourceStatuses } from '@samspel/domain/cofunding/cofunding-sheet';
import type { Application } from '@samspel/domain/proposal/application';
import { sampleApplication, samplePartner } from '@samspel/domain/proposal/application.fixture';
import { canonicalApplication } from '@samspel/domain/proposal/canonical-application';
import type { BudgetSource } from './budget-source.ts';

export function sourceOf(application: Application, more: Partial<BudgetSource> = {}): BudgetSource {
  const document = canonicalApplication(application, '');
  return {
    language: 'sv',
    document,
    partners: document.budget.partners.map(({ id }) => id),
    ...more,
  };
}

/** Numbers that a seed decides. */
function randomOf(seed: number) {
  let state = seed >>> 0;
  const below = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return {
    below,
    chance: (percent: number) => below(100) < percent,
    one: <T>(items: readonly T[]): T => items[below(items.length)] as T,
  };
}

/** Budgets as people write them and as they should not: every category, currency and flat rate, whatever combines. */
export function randomApplication(seed: number, partners = 3): Application {
  const random = randomOf(seed);
  const application = sampleApplication();
  application.partners = Array.from({ length: partners }, (_, at) => ({
    ...samplePartner(at === 0 ? 'A' : 'B'),
    id: `p${at}`,
    organisationName: random.one(["Region Skåne's / [öst]: *?", 'Kluster', 'Översikt']),
  }));
  application.budgets = {};
  application.cofunding = {};
  application.call = { ...application.call, euRateBp: random.one([5000, 4000, 3333, 8500]) };
  if (random.chance(30)) delete application.call.fx;
  if (random.chance(70)) application.call = { ...application.call, lkpBp: 4524, upratingBp: 240 };
  for (const { id } of application.partners) {
    application.budgets[id] = {
      lines: Array.from({ length: random.below(12) }, (_, at) => randomLine(random, `${id}${at}`)),
      flat: Object.fromEntries(
        flatRateKinds
          .filter(() => random.chance(25))
          .map((kind) => [kind, random.one([1500, 2000, 4000, 777, 1])]),
      ),
      ...(random.chance(30) && { model: random.one(costModels) }),
    };
    application.cofunding[id] = {
      sources: Array.from({ length: random.below(6) }, (_, at) => ({
        id: `s${at}`,
        funderName: random.one(['Region Skåne', '=HYPERLINK("x")', 'AB "Öl" & <vin>', '']),
        legal: 'public' as const,
        form: 'cash' as const,
        mode: random.one(['weight', 'weight', 'amount'] as const),
        amountMinor: String(random.below(3_000_000)),
        weight: random.below(100),
        status: random.one(sourceStatuses),
      })),
    };
  }
  return application;
}

function randomLine(random: ReturnType<typeof randomOf>, id: string) {
  const category = random.one(costCategories);
  const price = random.below(random.one([100, 100_000, 9_999_999]));
  // Revenue is negative; now and then a line has the sign that it should not have.
  const negative = (category === 'REVENUE') !== random.chance(5);
  const decimals = random.one(['', '.5', '.25', '.1234', '.07']);
  return {
    id,
    category,
    description: random.one([
      'Tåg',
      '=1+1',
      '+46',
      '-',
      '@x',
      '\tx',
      'a\nb',
      '"citat"; och, så',
      '',
    ]),
    functionTitle: random.one(['Projektledare', '', '=cmd|x']),
    unit: 'h',
    quantity: `${random.below(2000)}${decimals}`,
    unitPriceMinor: price === 0 ? '0' : `${negative ? '-' : ''}${price}`,
    currency: random.one(['EUR', 'EUR', 'SEK'] as const),
    period: random.one([null, 1, 2]),
    workPackage: null,
    note: random.one(['', 'obs']),
    ...(random.chance(25) && { perPeriod: { 1: '0.5', 3: String(random.below(90)) } }),
    ...(random.chance(20) && { onCosts: true as const }),
    ...(random.chance(10) && { uprated: true as const }),
  };
}
