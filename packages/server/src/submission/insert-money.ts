import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import type { Trx } from '../database.ts';

export function totalsOf({ budget }: SubmissionDocument) {
  return {
    totalMinor: BigInt(budget.totalMinor),
    euMinor: BigInt(budget.euMinor),
    ownMinor: BigInt(budget.totalMinor) - BigInt(budget.euMinor),
  };
}

/** The money of record of a submission, as its document says; the database checks that it sums. */
export async function insertMoney(
  trx: Trx,
  submissionId: string,
  document: SubmissionDocument,
): Promise<void> {
  for (const partner of document.budget.partners) {
    const key = { submissionId, partnerId: partner.id };
    await trx
      .insertInto('submissionPartner')
      .values({
        ...key,
        organisationId: organisationOf(document, partner.id),
        totalMinor: BigInt(partner.totalMinor),
        euMinor: BigInt(partner.euMinor),
        ownMinor: BigInt(partner.ownMinor),
      })
      .execute();
    const categories = [
      ...Object.entries(partner.categories),
      ['OTHER_FLAT', partner.otherFlat] as const,
    ].filter(([, amount]) => amount !== '0');
    for (const [category, amount] of categories) {
      await trx
        .insertInto('submissionCategory')
        .values({ ...key, category, amountMinor: BigInt(amount) })
        .execute();
    }
    await insertSources(trx, key, document, partner.sources);
  }
}

async function insertSources(
  trx: Trx,
  key: { submissionId: string; partnerId: string },
  document: SubmissionDocument,
  shares: readonly { id: string; amountMinor: string }[],
): Promise<void> {
  const sheet = document.cofunding[key.partnerId];
  for (const share of shares) {
    const source = sheet?.sources.find(({ id }) => id === share.id);
    if (!source) throw new Error(`source ${share.id} is not in the sheet it was computed from`);
    const { funderName, legal, form } = source;
    await trx
      .insertInto('submissionSource')
      .values({
        ...key,
        sourceId: share.id,
        funderName,
        legal,
        form,
        amountMinor: BigInt(share.amountMinor),
      })
      .execute();
  }
}

function organisationOf(document: SubmissionDocument, partnerId: string): string {
  const partner = document.partners.find(({ id }) => id === partnerId);
  if (!partner) throw new Error(`partner ${partnerId} has money but is not in the document`);
  return partner.organisationId;
}
