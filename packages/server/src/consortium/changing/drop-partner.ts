import { canConsortium } from '@samspel/domain/consortium/can-consortium';
import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import { type Context, runCommand } from '../../command.ts';
import { absentError } from '../../proposal/proposal.queries.ts';
import { endPartner } from './end-partner.ts';
import { lockPartner } from './lock-partner.ts';

/** The coordinator goes on without a partner, for instance one that does not sign. */
export function dropPartner(
  context: Context,
  input: { proposalId: string; partnerId: string; reason: string },
): Promise<void> {
  return runCommand(context, async (scope) => {
    const { trx, actor, append } = scope;
    const { proposalId, partnerId, reason } = input;
    const { partner, target } = await lockPartner(trx, actor, input);
    assertAllowed(canConsortium(actor, 'consortium.drop_partner', target));
    if (!partner) throw absentError({ field: 'partnerId' });
    if (partner.status !== 'accepted' && partner.status !== 'invited') {
      throw new DomainError('conflict', 'partner_takes_no_part');
    }
    await endPartner(scope, { proposalId, partnerId, note: reason });
    await append({ kind: 'proposal', id: proposalId }, 'consortium.partner_dropped', {
      proposalId,
      partnerId,
    });
  });
}
