import { personIdOf } from '@samspel/domain/actor';
import { canConsortium } from '@samspel/domain/consortium/can-consortium';
import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import { type Context, runCommand } from '../../command.ts';
import { absentError, lockProposal } from '../../proposal/proposal.queries.ts';
import { findPartner } from '../consortium.queries.ts';
import type { InvitePerson } from '../inputs.ts';
import { assertMayBeAsked, insertInvitation } from './new-invitation.ts';

/** A partner lets one more of its own people in; only a partner itself decides who that is. */
export function invitePerson(
  context: Context,
  input: InvitePerson,
): Promise<{ invitationId: string }> {
  return runCommand(context, async ({ trx, actor, append }) => {
    const { proposalId, partnerId, role, email } = input;
    const { subject } = await lockProposal(trx, actor, proposalId);
    const partner = await findPartner(trx, proposalId, partnerId);
    const target = partner && {
      id: partner.id,
      role: partner.role,
      accepted: partner.status === 'accepted',
    };
    assertAllowed(
      canConsortium(actor, 'consortium.invite_person', { ...subject, partner: target, role }),
    );
    if (!target) throw absentError({ field: 'partnerId' });
    if (!target.accepted) throw new DomainError('conflict', 'partner_takes_no_part');
    await assertMayBeAsked(trx, proposalId, email);
    const invitationId = context.ids.newId();
    await insertInvitation(trx, {
      id: invitationId,
      proposalId,
      partnerId,
      email,
      role,
      invites: 'person',
      message: input.message ?? '',
      invitedBy: personIdOf(actor)!,
    });
    await append({ kind: 'proposal', id: proposalId }, 'consortium.person_invited', {
      proposalId,
      partnerId,
      role,
      invitationId,
    });
    return { invitationId };
  });
}
