import type { Actor } from '@samspel/domain/actor';
import type { ConsortiumTarget } from '@samspel/domain/consortium/can-consortium';
import type { Trx } from '../../database.ts';
import { lockProposal } from '../../proposal/proposal.queries.ts';
import { currentMembers, findMember } from '../consortium.queries.ts';

/** A person in a proposal, with the proposal locked and what can() asks about them. */
export async function lockMember(
  trx: Trx,
  actor: Actor,
  { proposalId, memberId }: { proposalId: string; memberId: string },
) {
  const { subject } = await lockProposal(trx, actor, proposalId);
  const member = await findMember(trx, proposalId, memberId);
  const members = await currentMembers(trx, proposalId).execute();
  const coordinators = members.filter(({ role }) => role === 'coordinator');
  const target: ConsortiumTarget = {
    ...subject,
    partner: member && {
      id: member.partnerId,
      role: member.partnerRole,
      accepted: member.partnerStatus === 'accepted',
    },
    lastCoordinator: member?.role === 'coordinator' && coordinators.length === 1,
  };
  const colleagues = members.filter(({ partnerId }) => partnerId === member?.partnerId);
  return { member, target, lastOfPartner: colleagues.length === 1 };
}
