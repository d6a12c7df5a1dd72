import { z } from 'zod';
import { callAnnex } from '../annex/annex.ts';
import { organisationKinds, partnerRoles } from '../consortium/partner.ts';
import { basisPoints, instant, minor, name, uuid } from '../input.ts';
import { bilingual, key } from './texts.ts';

export const flatRateKinds = [
  'staffOnDirect',
  'travelOnStaff',
  'officeOnStaff',
  'officeOnDirect',
  'otherOnStaff',
] as const;
export type FlatRateKind = (typeof flatRateKinds)[number];

export const costModels = [
  'real_cost',
  'staff_and_flat',
  'lump_sum',
  'fifteen_fifteen',
  'flat_staff',
  'unit_cost',
] as const;
export type CostModel = (typeof costModels)[number];

export const flatRateRule = z.strictObject({ maxBp: basisPoints(), adjustable: z.boolean() });
export type FlatRateRule = z.infer<typeof flatRateRule>;

export const flatRateRules = z.strictObject({
  staffOnDirect: flatRateRule.optional(),
  travelOnStaff: flatRateRule.optional(),
  officeOnStaff: flatRateRule.optional(),
  officeOnDirect: flatRateRule.optional(),
  otherOnStaff: flatRateRule.optional(),
});
export type FlatRateRules = z.infer<typeof flatRateRules>;

/** The form's sections; `key` is the last part of the narrative document's name. */
export const callSection = z.strictObject({
  key,
  title: bilingual(120),
  guidance: bilingual(4000),
  maxCharacters: z.int().min(1).max(100_000),
  required: z.boolean(),
});
export type CallSection = z.infer<typeof callSection>;

export const callTheme = z.strictObject({ key, title: bilingual(120) });
export type CallTheme = z.infer<typeof callTheme>;

/** Units of `currency` for one euro, as a fraction: 8.39 SEK is 839/100. */
export const exchangeRate = z.strictObject({
  currency: z.enum(['SEK']),
  numerator: z.int().min(1).max(1_000_000_000),
  denominator: z.int().min(1).max(1_000_000_000),
});
export type ExchangeRate = z.infer<typeof exchangeRate>;

const unique = (keys: string[]) => new Set(keys).size === keys.length;

/** A call is data: everything that decides anything about its proposals. */
export const callDefinition = z
  .strictObject({
    code: name(40),
    title: bilingual(200),
    summary: bilingual(4000),
    authorityId: uuid(),
    currency: z.literal('EUR'),
    opensAt: instant(),
    closesAt: instant(),
    timeZone: z.literal('Europe/Stockholm'),
    envelopeMinor: minor(),
    minEuMinor: minor(),
    maxEuMinor: minor(),
    euRateBp: basisPoints(),
    minClusters: z.int().min(0).max(50),
    minRegions: z.int().min(0).max(21),
    regionLevel: z.enum(['NUTS2', 'NUTS3']),
    countedKinds: z.array(z.enum(organisationKinds)).max(organisationKinds.length),
    countedRoles: z.array(z.enum(partnerRoles)).max(partnerRoles.length),
    themes: z.array(callTheme).max(40),
    costModels: z.array(z.enum(costModels)).max(costModels.length),
    flatRates: flatRateRules,
    periods: z.strictObject({ lengthMonths: z.int().min(1).max(60), max: z.int().min(1).max(60) }),
    minMonths: z.int().min(1).max(120).optional(),
    maxMonths: z.int().min(1).max(120).optional(),
    sections: z.array(callSection).max(60),
    /** Absent in calls from before annexes were asked for. */
    annexes: z.array(callAnnex).max(30).optional(),
    greedySkip: z.boolean(),
    lkpBp: basisPoints().optional(),
    upratingBp: basisPoints().optional(),
    fx: exchangeRate.optional(),
  })
  .refine((call) => unique(call.sections.map((section) => section.key)), {
    error: 'duplicate_key',
    path: ['sections'],
  })
  .refine((call) => unique(call.themes.map((theme) => theme.key)), {
    error: 'duplicate_key',
    path: ['themes'],
  })
  .refine((call) => unique((call.annexes ?? []).map((annex) => annex.key)), {
    error: 'duplicate_key',
    path: ['annexes'],
  })
  .refine((call) => BigInt(call.minEuMinor) <= BigInt(call.maxEuMinor), {
    error: 'min_above_max',
    path: ['maxEuMinor'],
  })
  .refine((call) => Date.parse(call.opensAt) < Date.parse(call.closesAt), {
    error: 'closes_before_it_opens',
    path: ['closesAt'],
  });
export type CallDefinition = z.infer<typeof callDefinition>;
