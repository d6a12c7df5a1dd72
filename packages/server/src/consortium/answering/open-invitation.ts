import type { Actor } from '@samspel/domain/actor';
import type { InvitationState } from '@samspel/domain/consortium/consortium-view';
import { DomainError } from '@samspel/domain/errors';
import { databaseNow } from '@samspel/platform/clock';
import { hashToken } from '@samspel/platform/ids';
import type { Trx } from '../../database.ts';
import { lockProposal, type ProposalRow } from '../../proposal/proposal.queries.ts';
import { findInvitation, findInvitationByHash, type Invitation } from '../consortium.queries.ts';

/**
 * How a link stands for whoever opened it. The address comes before all else: whom it was not sent to
 * learns nothing, not even whether it still holds.
 */
export function invitationState(
  invitation: Invitation | undefined,
  actor: Actor,
  now: Date,
): InvitationState {
  if (!invitation) return 'unknown';
  if (actor.kind === 'person' && actor.email !== invitation.email) return 'other_address';
  if (invitation.status === 'withdrawn') return 'withdrawn';
  if (invitation.status !== 'pending') return 'used';
  return invitation.expiresAt <= now ? 'expired' : 'open';
}

const refusals: Record<Exclude<InvitationState, 'open'>, [DomainError['code'], string]> = {
  unknown: ['not_found', 'invitation_unknown'],
  other_address: ['forbidden', 'invitation_is_for_another_address'],
  withdrawn: ['expired', 'invitation_withdrawn'],
  used: ['used', 'invitation_used'],
  expired: ['expired', 'invitation_expired'],
};

export function assertOpen(state: InvitationState): void {
  if (state === 'open') return;
  const [code, reason] = refusals[state];
  throw new DomainError(code, reason);
}

export interface LockedInvitation {
  invitation: Invitation;
  proposal: ProposalRow;
  state: InvitationState;
}

/**
 * The invitation behind a token and its proposal, both locked, in the same order as everywhere: proposal
 * first. Run as the system: whoever answers is not a member yet.
 */
export async function lockInvitation(
  trx: Trx,
  actor: Actor,
  token: string,
): Promise<LockedInvitation> {
  const found = await findInvitationByHash(trx, hashToken(token));
  if (!found) throw new DomainError('not_found', 'invitation_unknown');
  const { proposal } = await lockProposal(trx, actor, found.proposalId);
  const invitation = await findInvitation(trx, found.id);
  const state = invitationState(invitation, actor, await databaseNow(trx));
  return { invitation: invitation!, proposal, state };
}

/** Nobody joins or leaves while the proposal is with the authority. */
export function assertDraft({ status }: Pick<ProposalRow, 'status'>): void {
  if (status === 'submitting') throw new DomainError('frozen', 'being_submitted');
  if (status === 'submitted') throw new DomainError('frozen', 'already_submitted');
}
