import { z } from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const amount = z.string().regex(/^-?\d{1,18}$/);

/** An entry of the application's audit chain: its hash is over the one before and its own content. */
export const chainEntry = z.strictObject({
  id: z.string(),
  aggregateKind: z.string(),
  aggregateId: z.string(),
  version: z.int().min(1),
  type: z.string(),
  payload: z.record(z.string(), z.json()),
  actorId: z.string().nullable(),
  at: z.iso.datetime({ offset: true }),
  prevHash: hash.nullable(),
  hash,
});
export type ChainEntry = z.infer<typeof chainEntry>;

/** The money of record as the tables hold it. */
export const moneyOfRecord = z.strictObject({
  currency: z.string(),
  totalMinor: amount,
  euMinor: amount,
  ownMinor: amount,
  partners: z.array(
    z.strictObject({
      partnerId: z.string(),
      organisationId: z.string(),
      totalMinor: amount,
      euMinor: amount,
      ownMinor: amount,
      categories: z.record(z.string(), amount),
      sources: z.array(
        z.strictObject({
          sourceId: z.string(),
          funderName: z.string(),
          legal: z.string(),
          form: z.string(),
          amountMinor: amount,
        }),
      ),
    }),
  ),
});
export type MoneyOfRecord = z.infer<typeof moneyOfRecord>;

/** The exported file: the sealed submission, its money of record, and its place in the audit chain. */
export const exportFile = z.strictObject({
  format: z.literal('samspel.export/1'),
  submission: z.record(z.string(), z.json()),
  money: moneyOfRecord,
  chain: z.array(chainEntry).min(1),
  seal: hash,
});
export type ExportFile = z.infer<typeof exportFile>;
