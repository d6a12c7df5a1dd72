import { canBudget } from '@samspel/domain/budget/can-budget';
import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import { type Context, runCommand } from '../command.ts';
import type { Trx } from '../database.ts';
import { absentError, lockProposal } from '../proposal/proposal.queries.ts';
import { isSigned } from '../proposal/signing/sign-off.queries.ts';

/** The partner takes a request back, answered or not; its link is dead and what was pledged is void. */
export function revokePledge(context: Context, input: { pledgeId: string }): Promise<void> {
  return runCommand(context, async ({ trx, actor, append }) => {
    const found = await findPledge(trx, input.pledgeId);
    const { subject } = await lockProposal(trx, actor, found.proposalId);
    const { proposalId, partnerId } = found;
    const signed = await isSigned(trx, partnerId);
    assertAllowed(canBudget(actor, 'cofunding.request_pledge', { ...subject, partnerId, signed }));
    const { status } = await findPledge(trx, input.pledgeId);
    if (status !== 'requested' && status !== 'pledged') {
      throw new DomainError('conflict', 'pledge_is_over');
    }
    await trx
      .updateTable('pledge')
      .set({ status: 'revoked', pledgedMinor: null })
      .where('id', '=', input.pledgeId)
      .execute();
    await append({ kind: 'proposal', id: proposalId }, 'cofunding.pledge_revoked', {
      proposalId,
      partnerId,
      pledgeId: input.pledgeId,
    });
  });
}

async function findPledge(trx: Trx, id: string) {
  const row = await trx
    .selectFrom('pledge')
    .select(['proposalId', 'partnerId', 'status'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw absentError();
  return row;
}
