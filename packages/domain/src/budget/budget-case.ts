import { z } from 'zod';
import { flatRateKinds } from '../call/call.ts';
import { parseCase } from '../case-error.ts';
import { costCategories } from './budget-sheet.ts';
import type { BudgetCase } from './compute-budget.ts';

const amountPattern = /^\d{1,15}$/;
const amount = z.string().regex(amountPattern, {
  error: 'must be a string of 1 to 15 digits (minor units)',
});
const rate = z
  .int({ error: 'must be a whole number of basis points' })
  .min(0, { error: 'must be 0 or more basis points' })
  .max(1_000_000, { error: 'must be at most 1000000 basis points' });
const identifier = z.string().min(1, { error: 'must not be empty' }).max(200);

const flatRule = z.strictObject({ maxBp: rate, adjustable: z.boolean() });
const perKind = <T extends z.ZodType>(value: T) =>
  z.strictObject(
    Object.fromEntries(flatRateKinds.map((kind) => [kind, value.optional()])) as Record<
      (typeof flatRateKinds)[number],
      z.ZodOptional<T>
    >,
  );

const call = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, { error: 'must be a currency code such as EUR' }),
  euRateBp: rate.max(10_000, { error: 'must be at most 10000 basis points' }),
  minEuMinor: amount,
  maxEuMinor: amount,
  flatRates: perKind(flatRule),
});

const line = z
  .strictObject({
    category: z.enum(costCategories, { error: `must be one of ${costCategories.join(', ')}` }),
    quantity: z.string().regex(/^\d{1,12}(\.\d{1,4})?$/, {
      error: 'must be a string of at most 12 digits and 4 decimals, such as "12.5"',
    }),
    unitPriceMinor: z.string(),
  })
  .superRefine(({ category, unitPriceMinor }, context) => {
    const revenue = category === 'REVENUE';
    const fits = revenue
      ? /^(-\d{1,15}|0)$/.test(unitPriceMinor)
      : amountPattern.test(unitPriceMinor);
    if (fits) return;
    const message = revenue
      ? 'of a REVENUE line must be a string of a minus and 1 to 15 digits, or "0"'
      : 'must be a string of 1 to 15 digits (minor units)';
    context.addIssue({ code: 'custom', path: ['unitPriceMinor'], message });
  });

const source = z
  .strictObject({
    id: identifier,
    amountMinor: amount.optional(),
    weight: z
      .int({ error: 'must be a whole number' })
      .min(0, { error: 'must be 0 or more' })
      .max(1_000_000, { error: 'must be at most 1000000' })
      .optional(),
  })
  .superRefine((value, context) => {
    if ((value.amountMinor === undefined) !== (value.weight === undefined)) return;
    const message = 'must have exactly one of amountMinor and weight';
    context.addIssue({ code: 'custom', path: [], message });
  })
  .transform(({ id, amountMinor, weight }) =>
    amountMinor === undefined ? { id, weight: weight ?? 0 } : { id, amountMinor },
  );

const partner = z.strictObject({
  id: identifier,
  lines: z.array(line),
  flat: perKind(rate).default({}),
  sources: uniqueIds(z.array(source)).default([]),
});

/** The case of `samspel budget compute`. */
export const budgetCase = z.strictObject({
  call,
  partners: uniqueIds(z.array(partner).min(1, { error: 'must hold at least one partner' })),
});

function uniqueIds<T extends z.ZodType<{ id: string }[]>>(list: T): T {
  return list.superRefine((items, context) => {
    const first = new Map<string, number>();
    items.forEach(({ id }, at) => {
      const earlier = first.get(id);
      if (earlier === undefined) first.set(id, at);
      else {
        const message = `"${id}" is already the id of number ${earlier + 1} in this list`;
        context.addIssue({ code: 'custom', path: [at, 'id'], message });
      }
    });
  });
}

/** Throws CaseError with a line for each field that is wrong. */
export function parseBudgetCase(value: unknown): BudgetCase {
  return parseCase(budgetCase, value);
}
