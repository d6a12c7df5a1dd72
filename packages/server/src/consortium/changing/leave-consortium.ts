import { canConsortium } from '@samspel/domain/consortium/can-consortium';
import { assertAllowed } from '@samspel/domain/decision';
import { type Context, elevated, runCommand } from '../../command.ts';
import { absentError, lockProposal } from '../../proposal/proposal.queries.ts';
import { endPartner } from './end-partner.ts';

/** A partner goes, with all its people; the lead must hand over before it can. */
export function leaveConsortium(
  context: Context,
  input: { proposalId: string; reason?: string | undefined },
): Promise<void> {
  return runCommand(context, async (scope) => {
    const { trx, actor, append } = scope;
    const { proposalId } = input;
    const { subject } = await lockProposal(trx, actor, proposalId);
    assertAllowed(canConsortium(actor, 'consortium.leave', subject));
    const partnerId = subject.membership?.partnerId;
    if (!partnerId) throw absentError();
    // Half way through, whoever leaves may no longer see the rows that are still to be changed.
    await elevated(trx, () =>
      endPartner(scope, { proposalId, partnerId, note: input.reason ?? '' }),
    );
    await append({ kind: 'proposal', id: proposalId }, 'consortium.partner_left', {
      proposalId,
      partnerId,
    });
  });
}
