import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import type { MoneyOfRecord } from './export-shape.ts';

/** The money of record that a document's own computation gives; the tables must hold the same. */
export function moneyOfDocument(document: SubmissionDocument): MoneyOfRecord {
  const { budget, call } = document;
  return {
    currency: call.currency,
    totalMinor: budget.totalMinor,
    euMinor: budget.euMinor,
    ownMinor: (BigInt(budget.totalMinor) - BigInt(budget.euMinor)).toString(),
    partners: budget.partners
      .map((partner) => ({
        partnerId: partner.id,
        organisationId: organisationOf(document, partner.id),
        totalMinor: partner.totalMinor,
        euMinor: partner.euMinor,
        ownMinor: partner.ownMinor,
        categories: Object.fromEntries(
          [
            ...Object.entries(partner.categories),
            ['OTHER_FLAT', partner.otherFlat] as const,
          ].filter(([, amount]) => amount !== '0'),
        ),
        sources: partner.sources
          .map((share) => sourceOf(document, partner.id, share))
          .sort((a, b) => compare(a.sourceId, b.sourceId)),
      }))
      .sort((a, b) => compare(a.partnerId, b.partnerId)),
  };
}

function sourceOf(
  document: SubmissionDocument,
  partnerId: string,
  share: { id: string; amountMinor: string },
) {
  const source = document.cofunding[partnerId]?.sources.find(({ id }) => id === share.id);
  if (!source) throw new Error(`source ${share.id} is not in the sheet it was computed from`);
  const { funderName, legal, form } = source;
  return { sourceId: share.id, funderName, legal, form, amountMinor: share.amountMinor };
}

function organisationOf(document: SubmissionDocument, partnerId: string): string {
  const partner = document.partners.find(({ id }) => id === partnerId);
  if (!partner) throw new Error(`partner ${partnerId} has money but is not in the document`);
  return partner.organisationId;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
