import { assertAllowed } from '@samspel/domain/decision';
import { canProposal } from '@samspel/domain/proposal/can-proposal';
import { syncAccess } from '../../access/sync-access.ts';
import { type Context, runCommand } from '../../command.ts';
import type { WithdrawSignOff } from '../inputs.ts';
import { lockProposal } from '../proposal.queries.ts';
import { endSignOffs, isSigned } from './sign-off.queries.ts';

/** A partner takes its signature back so that it can change its part; undoing does not restore it. */
export function withdrawSignOff(context: Context, input: WithdrawSignOff): Promise<void> {
  return runCommand(context, async (scope) => {
    const { trx, actor } = scope;
    const { subject } = await lockProposal(trx, actor, input.id);
    const { partnerId } = input;
    const signed = await isSigned(trx, partnerId);
    const target = { ...subject, partnerId, signed };
    assertAllowed(canProposal(actor, 'proposal.withdraw_sign_off', target));
    await endSignOffs(scope, {
      proposalId: input.id,
      partnerIds: [partnerId],
      reason: 'withdrawn',
      note: input.reason ?? '',
    });
    await syncAccess(trx, input.id);
  });
}
