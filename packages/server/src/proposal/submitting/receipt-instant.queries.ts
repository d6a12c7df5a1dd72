import { createHash } from 'node:crypto';
import { canonicalJson } from '@samspel/domain/canonical-json';
import type { Finding } from '@samspel/domain/finding';
import { countsAsReceived, type FailedReceipt } from '@samspel/domain/proposal/system-failure';
import type { Trx } from '../../database.ts';

/** SY2: when a submission that arrived at `arrivedAt` counts as received. */
export async function receiptInstant(
  trx: Trx,
  proposalId: string,
  arrivedAt: Date,
  contentMark: Buffer,
): Promise<Date> {
  const arrived = { at: arrivedAt.toISOString(), content: contentMark.toString('hex') };
  return new Date(countsAsReceived(arrived, await lastFailure(trx, proposalId)));
}

/**
 * What a submission would hold, without reading it: a signature binds the content of its part, and what
 * nobody signs is the consortium itself and its co-funders' answers.
 */
export async function contentMarkOf(trx: Trx, proposalId: string): Promise<Buffer> {
  const signOffs = await trx
    .selectFrom('signOff')
    .select('id')
    .where('proposalId', '=', proposalId)
    .where('withdrawnAt', 'is', null)
    .orderBy('id')
    .execute();
  const partners = await trx
    .selectFrom('partner')
    .select(['id', 'role'])
    .where('proposalId', '=', proposalId)
    .where('status', '=', 'accepted')
    .orderBy('id')
    .execute();
  const pledges = await trx
    .selectFrom('pledge')
    .select(['id', 'status', 'pledgedMinor'])
    .where('proposalId', '=', proposalId)
    .where('status', '<>', 'revoked')
    .orderBy('id')
    .execute();
  const content = canonicalJson({
    signOffs: signOffs.map(({ id }) => id),
    partners: partners.map(({ id, role }) => ({ id, role })),
    pledges: pledges.map(({ id, status, pledgedMinor }) => ({
      id,
      status,
      pledgedMinor: pledgedMinor?.toString() ?? null,
    })),
  });
  return createHash('sha256').update(content).digest();
}

/** Only the latest attempt counts: once anything was judged, later ones stand for themselves. */
async function lastFailure(trx: Trx, proposalId: string): Promise<FailedReceipt | null> {
  const row = await trx
    .selectFrom('submitIntent')
    .select(['receivedAt', 'finishedAt', 'findings', 'contentMark'])
    .where('proposalId', '=', proposalId)
    .where('finishedAt', 'is not', null)
    .orderBy('finishedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  const findings = (row?.findings ?? []) as Finding[];
  if (!row?.finishedAt || !row.contentMark) return null;
  if (!findings.some(({ rule }) => rule === 'SY1')) return null;
  return {
    receivedAt: row.receivedAt.toISOString(),
    failedAt: row.finishedAt.toISOString(),
    content: row.contentMark.toString('hex'),
  };
}
