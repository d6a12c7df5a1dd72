import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import { canReadSubmission } from '@samspel/domain/proposal/can-proposal';
import type { Context } from '../command.ts';
import type { Trx } from '../database.ts';
import { findMembership } from '../proposal/proposal.queries.ts';

export interface ReadableSubmission {
  id: string;
  proposalId: string;
  callId: string;
  reference: string;
  content: string;
  auditHead: Buffer;
  currency: string;
  receivedAt: Date;
  pdfSha256: Buffer | null;
  /** Whether the reader belongs to the consortium; otherwise it is the authority that reads. */
  isMember: boolean;
}

/**
 * The one place where reading a submission is decided: its consortium reads all of them, its authority
 * those not taken back; to everybody else it does not exist.
 */
export async function findReadableSubmission(
  trx: Trx,
  actor: Context['actor'],
  submissionId: string,
): Promise<ReadableSubmission> {
  const row = await trx
    .selectFrom('submission')
    .select([
      'id',
      'proposalId',
      'callId',
      'reference',
      'content',
      'auditHead',
      'currency',
      'receivedAt',
      'pdfSha256',
    ])
    .where('id', '=', submissionId)
    .executeTakeFirst();
  if (!row) throw new DomainError('not_found', 'absent');
  const membership =
    actor.kind === 'person' ? await findMembership(trx, row.proposalId, actor.personId) : null;
  const subject = { proposalId: row.proposalId, phase: 'submitted', membership } as const;
  assertAllowed(canReadSubmission(actor, { ...subject, callId: row.callId }));
  return { ...row, isMember: membership?.partnerStatus === 'accepted' };
}
