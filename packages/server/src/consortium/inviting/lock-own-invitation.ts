import type { Actor } from '@samspel/domain/actor';
import { canConsortium } from '@samspel/domain/consortium/can-consortium';
import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import type { Trx } from '../../database.ts';
import { absentError, lockProposal } from '../../proposal/proposal.queries.ts';
import { findInvitation, findPartner, type Invitation } from '../consortium.queries.ts';

/** A pending invitation, with its proposal locked, for whoever may take it back or send it again. */
export async function lockOwnInvitation(
  trx: Trx,
  actor: Actor,
  invitationId: string,
): Promise<Invitation> {
  const found = await findInvitation(trx, invitationId);
  if (!found) throw absentError();
  const { subject } = await lockProposal(trx, actor, found.proposalId);
  const partner = await findPartner(trx, found.proposalId, found.partnerId);
  if (!partner) throw absentError();
  assertAllowed(
    canConsortium(actor, 'consortium.withdraw_invitation', {
      ...subject,
      invites: found.invites,
      partner: { id: partner.id, role: partner.role, accepted: partner.status === 'accepted' },
    }),
  );
  const invitation = await findInvitation(trx, invitationId);
  if (invitation?.status !== 'pending') {
    throw new DomainError('conflict', 'invitation_is_answered');
  }
  return invitation;
}
