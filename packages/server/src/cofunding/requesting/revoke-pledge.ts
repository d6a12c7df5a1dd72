import { DomainError } from '@samspel/domain/errors';
import { type Context, runCommand } from '../../command.ts';
import { endPledge } from './end-pledge.ts';
import { lockPledge } from './lock-pledge.ts';

/** The partner takes a request back, or puts a no aside; its link is dead and what was pledged is void. */
export function revokePledge(context: Context, input: { pledgeId: string }): Promise<void> {
  return runCommand(context, async ({ trx, actor, append }) => {
    const { pledge, personId } = await lockPledge(trx, actor, input.pledgeId);
    const { id: pledgeId, proposalId, partnerId, status } = pledge;
    if (status === 'revoked' || status === 'paid_in') {
      throw new DomainError('conflict', 'pledge_is_over');
    }
    await endPledge(trx, pledge, { personId });
    await append({ kind: 'proposal', id: proposalId }, 'cofunding.pledge_revoked', {
      ...{ proposalId, partnerId, pledgeId },
    });
  });
}
