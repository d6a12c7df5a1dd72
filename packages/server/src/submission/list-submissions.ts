import { DomainError } from '@samspel/domain/errors';
import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import type { SubmissionRow } from '@samspel/domain/submission/submission-view';
import { type Context, withActor } from '../command.ts';

/** What an officer's call has received, the latest first: submissions alone, nothing about drafts. */
export function listSubmissionsOfCall(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  { callId }: { callId: string },
): Promise<SubmissionRow[]> {
  return withActor(db, actor, async (trx) => {
    // Whoever is no officer of it is not told whether the call has submissions, or exists.
    if (actor.kind !== 'person' || !actor.officerOf.includes(callId)) {
      throw new DomainError('not_found', 'absent');
    }
    const rows = await trx
      .selectFrom('submission')
      .selectAll()
      .where('callId', '=', callId)
      .where('withdrawnAt', 'is', null)
      .orderBy('receivedAt', 'desc')
      .orderBy('id', 'desc')
      .execute();
    const latest = new Map<string, number>();
    for (const { proposalId, number } of rows) {
      latest.set(proposalId, Math.max(number, latest.get(proposalId) ?? 0));
    }
    return rows.map((row) => {
      const { proposal, partners } = JSON.parse(row.content) as SubmissionDocument;
      const nameOf = ({ organisationName }: { organisationName: string }) => organisationName;
      return {
        id: row.id,
        reference: row.reference,
        number: row.number,
        receivedAt: row.receivedAt.toISOString(),
        title: proposal.title,
        acronym: proposal.acronym,
        leadName: partners.filter(({ role }) => role === 'lead').map(nameOf)[0] ?? '',
        partnerNames: partners.filter(({ role }) => role !== 'lead').map(nameOf),
        totalMinor: row.totalMinor.toString(),
        euMinor: row.euMinor.toString(),
        currency: row.currency,
        sha256: row.sha256.toString('hex'),
        current: latest.get(row.proposalId) === row.number,
        pdfReady: row.pdfSha256 !== null,
      };
    });
  });
}
