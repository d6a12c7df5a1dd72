import type { SubmissionRef } from '@samspel/domain/proposal/proposal-view';
import type { Db, Trx } from '../database.ts';

/** The submission that counts: the last one received that was not taken back. */
export function findCurrentSubmission(db: Db | Trx, proposalId: string) {
  return db
    .selectFrom('submission')
    .select(['id', 'number', 'reference', 'receivedAt', 'pdfSha256'])
    .where('proposalId', '=', proposalId)
    .where('withdrawnAt', 'is', null)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Every submission of a proposal, the latest first. */
export async function listRefs(db: Db | Trx, proposalId: string): Promise<SubmissionRef[]> {
  const rows = await db
    .selectFrom('submission as s')
    .innerJoin('person as p', 'p.id', 's.submittedBy')
    .where('s.proposalId', '=', proposalId)
    .select([
      's.id',
      's.number',
      's.reference',
      's.receivedAt',
      'p.name as submittedByName',
      's.sha256',
      's.totalMinor',
      's.euMinor',
      's.withdrawnAt',
      's.pdfSha256',
    ])
    .orderBy('s.number', 'desc')
    .execute();
  const current = rows.find(({ withdrawnAt }) => withdrawnAt === null);
  return rows.map(({ pdfSha256, ...row }) => ({
    ...row,
    receivedAt: row.receivedAt.toISOString(),
    sha256: row.sha256.toString('hex'),
    totalMinor: row.totalMinor.toString(),
    euMinor: row.euMinor.toString(),
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
    current: row.id === current?.id,
    pdfReady: pdfSha256 !== null,
  }));
}
