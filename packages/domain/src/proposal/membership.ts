import type { Actor } from '../actor.ts';
import type { PartnerRole, PartnerStatus, PersonRole } from '../consortium/partner.ts';

export type ProposalPhase = 'draft' | 'submitting' | 'submitted';

/** The actor's own place in a proposal. */
export interface Membership {
  partnerId: string;
  partnerRole: PartnerRole;
  partnerStatus: PartnerStatus;
  role: PersonRole;
}

/** What of a proposal decides who may do what; `membership` is the actor's, null for outsiders. */
export interface ProposalSubject {
  proposalId: string;
  phase: ProposalPhase;
  membership: Membership | null;
}

/** AC1: a member is a person whose partner takes part; an invited or left partner's people are not. */
export function memberOf(actor: Actor, subject: ProposalSubject): Membership | null {
  if (actor.kind !== 'person') return null;
  return subject.membership?.partnerStatus === 'accepted' ? subject.membership : null;
}

/** AC5: a coordinator speaks for the consortium while its partner leads it. */
export function isCoordinator(member: Membership): boolean {
  return member.role === 'coordinator' && member.partnerRole === 'lead';
}

export function isWriter(member: Membership): boolean {
  return member.role !== 'reader';
}
