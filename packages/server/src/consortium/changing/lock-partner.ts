import type { Actor } from '@samspel/domain/actor';
import type { ConsortiumTarget } from '@samspel/domain/consortium/can-consortium';
import type { Trx } from '../../database.ts';
import { lockProposal } from '../../proposal/proposal.queries.ts';
import { findPartner } from '../consortium.queries.ts';

/** A partner of a proposal, with the proposal locked and what can() asks about it. */
export async function lockPartner(
  trx: Trx,
  actor: Actor,
  { proposalId, partnerId }: { proposalId: string; partnerId: string },
) {
  const { subject } = await lockProposal(trx, actor, proposalId);
  const partner = await findPartner(trx, proposalId, partnerId);
  const target: ConsortiumTarget = {
    ...subject,
    partner: partner && {
      id: partner.id,
      role: partner.role,
      accepted: partner.status === 'accepted',
    },
  };
  return { partner, target };
}
