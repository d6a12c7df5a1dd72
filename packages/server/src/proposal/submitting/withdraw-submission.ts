import { personIdOf } from '@samspel/domain/actor';
import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import { canProposal } from '@samspel/domain/proposal/can-proposal';
import { databaseNow } from '@samspel/platform/clock';
import { sql } from 'kysely';
import { syncAccess } from '../../access/sync-access.ts';
import { type Context, runCommand } from '../../command.ts';
import { findCurrentSubmission } from '../../submission/submission.queries.ts';
import type { WithdrawSubmission } from '../inputs.ts';
import { absentError, callOf, lockProposal } from '../proposal.queries.ts';

/**
 * Reopens a submitted application until the call closes. What was received stays valid until a new
 * submission is received, unless the coordinator takes it back altogether: then, or while it is open.
 */
export function withdrawSubmission(context: Context, input: WithdrawSubmission): Promise<void> {
  return runCommand(context, async ({ trx, actor, append }) => {
    const { proposal, subject } = await lockProposal(trx, actor, input.id);
    const current = await findCurrentSubmission(trx, input.id);
    const target = { ...subject, lies: current !== undefined };
    assertAllowed(canProposal(actor, 'proposal.withdraw_submission', target));
    const { closesAt } = await callOf(trx, proposal);
    if ((await databaseNow(trx)) > closesAt) throw new DomainError('late', 'call_has_closed');
    if (current?.id !== input.submissionId) throw absentError({ field: 'submissionId' });
    if (proposal.status === 'draft' && input.keepUntilReplaced) {
      throw new DomainError('conflict', 'already_open');
    }
    if (!input.keepUntilReplaced) {
      // The ones that it replaced as well: none of them may come back in its place.
      await trx
        .updateTable('submission')
        .set({ withdrawnAt: sql<Date>`samspel.now()`, withdrawnBy: personIdOf(actor) })
        .where('proposalId', '=', input.id)
        .where('withdrawnAt', 'is', null)
        .execute();
    }
    await trx.updateTable('proposal').set({ status: 'draft' }).where('id', '=', input.id).execute();
    await syncAccess(trx, input.id);
    await append({ kind: 'proposal', id: input.id }, 'proposal.submission_withdrawn', {
      proposalId: input.id,
      submissionId: input.submissionId,
      keptUntilReplaced: input.keepUntilReplaced,
    });
  });
}
