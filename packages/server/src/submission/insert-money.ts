import type { Trx } from '../database.ts';
import type { MoneyOfRecord } from './export-shape.ts';

export function totalsOf(money: MoneyOfRecord) {
  return {
    totalMinor: BigInt(money.totalMinor),
    euMinor: BigInt(money.euMinor),
    ownMinor: BigInt(money.ownMinor),
  };
}

/** Stores the money of record of a submission; at commit the database checks that it sums. */
export async function insertMoney(
  trx: Trx,
  submissionId: string,
  money: MoneyOfRecord,
): Promise<void> {
  for (const { partnerId, organisationId, categories, sources, ...sums } of money.partners) {
    const key = { submissionId, partnerId };
    await trx
      .insertInto('submissionPartner')
      .values({
        ...key,
        organisationId,
        totalMinor: BigInt(sums.totalMinor),
        euMinor: BigInt(sums.euMinor),
        ownMinor: BigInt(sums.ownMinor),
      })
      .execute();
    for (const [category, amount] of Object.entries(categories)) {
      await trx
        .insertInto('submissionCategory')
        .values({ ...key, category, amountMinor: BigInt(amount) })
        .execute();
    }
    for (const { sourceId, funderName, legal, form, amountMinor } of sources) {
      await trx
        .insertInto('submissionSource')
        .values({
          ...key,
          sourceId,
          funderName,
          legal: legal as 'public' | 'private',
          form: form as 'cash' | 'in_kind',
          amountMinor: BigInt(amountMinor),
        })
        .execute();
    }
  }
}
