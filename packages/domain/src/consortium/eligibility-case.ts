import { z } from 'zod';
import { parseCase } from '../case-error.ts';
import type { EligibilityEntry, EligibilityRules } from './eligibility.ts';
import { partnerRoles, partnerStatuses } from './partner.ts';
import { findCounty } from './regions.ts';

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });
const word = z.string().min(1, { error: 'must not be empty' });
const least = z.int({ error: 'must be a whole number' }).min(0, { error: 'must be 0 or more' });

/** The case of `samspel eligibility check`. */
export const eligibilityCase = z.strictObject({
  call: z.strictObject({
    minClusters: least,
    minRegions: least,
    regionLevel: oneOf(['NUTS2', 'NUTS3']),
    countedKinds: z.array(word),
    countedRoles: z.array(oneOf(partnerRoles)),
  }),
  partners: z.array(
    z.strictObject({
      organisation: word,
      kind: word,
      nuts3: z.string().refine((code) => findCounty(code) !== null, {
        error: 'must be a NUTS 3 code of Sweden, such as SE224',
      }),
      role: oneOf(partnerRoles),
      status: oneOf(partnerStatuses),
    }),
  ),
});

export interface EligibilityCase {
  call: EligibilityRules;
  partners: EligibilityEntry[];
}

/** Throws CaseError with a line for each field that is wrong. */
export function parseEligibilityCase(value: unknown): EligibilityCase {
  return parseCase(eligibilityCase, value);
}
