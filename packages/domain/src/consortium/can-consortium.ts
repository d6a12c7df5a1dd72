import type { Actor } from '../actor.ts';
import { absent, allowed, conflicting, type Decision, denied, frozen } from '../decision.ts';
import {
  isCoordinator,
  isWriter,
  type Membership,
  memberOf,
  type ProposalSubject,
} from '../proposal/membership.ts';
import type { PartnerRole, PersonRole } from './partner.ts';

export type ConsortiumVerb =
  | 'consortium.invite_partner'
  | 'consortium.invite_person'
  | 'consortium.withdraw_invitation'
  | 'consortium.leave'
  | 'consortium.drop_partner'
  | 'consortium.change_lead'
  | 'consortium.change_role'
  | 'consortium.remove_person';

/** The partner (and, for roles, the person) that the verb is about. */
export interface ConsortiumTarget extends ProposalSubject {
  partner?: { id: string; role: PartnerRole; accepted: boolean };
  /** The role to give, and whether the person is the proposal's last coordinator. */
  role?: PersonRole;
  lastCoordinator?: boolean;
  /** What an invitation invites to: only the coordinator asks and un-asks organisations. */
  invites?: 'organisation' | 'person';
}

/** AC1, AC2, AC5, AC8, AC9: who may change the consortium. */
export function canConsortium(
  actor: Actor,
  verb: ConsortiumVerb,
  target: ConsortiumTarget,
): Decision {
  if (actor.kind === 'system') return allowed;
  const member = memberOf(actor, target);
  if (!member) return absent;
  if (!isWriter(member)) return denied('reader_changes_nothing');
  const decision = decide(member, verb, target);
  if (!decision.allowed) return decision;
  if (target.phase === 'submitting') return frozen('being_submitted');
  return target.phase === 'submitted' ? frozen('already_submitted') : allowed;
}

function decide(member: Membership, verb: ConsortiumVerb, target: ConsortiumTarget): Decision {
  switch (verb) {
    case 'consortium.invite_partner':
      return coordinatorOnly(member);
    case 'consortium.withdraw_invitation':
      return target.invites === 'organisation'
        ? coordinatorOnly(member)
        : ownPeople(member, target);
    case 'consortium.invite_person':
      return roleFits(ownPeople(member, target), target);
    case 'consortium.change_role':
      return keepCoordinator(roleFits(ownPeople(member, target), target), target);
    case 'consortium.remove_person':
      return keepCoordinator(ownPeople(member, target), target);
    case 'consortium.leave':
      if (member.role === 'budget_officer') return denied('budget_officer_decides_no_membership');
      return member.partnerRole === 'lead' ? conflicting('lead_cannot_leave') : allowed;
    case 'consortium.drop_partner':
      if (!isCoordinator(member)) return denied('coordinator_only');
      return target.partner?.role === 'lead' ? conflicting('lead_cannot_leave') : allowed;
    case 'consortium.change_lead':
      return canChangeLead(member, target);
  }
}

function coordinatorOnly(member: Membership): Decision {
  return isCoordinator(member) ? allowed : denied('coordinator_only');
}

// Only a partner lets people in: a coordinator who could join another partner would read its salaries.
function ownPeople(member: Membership, target: ConsortiumTarget): Decision {
  if (member.partnerId !== target.partner?.id) return denied('own_people_only');
  if (member.role === 'budget_officer') return denied('budget_officer_decides_no_membership');
  const leads = member.partnerRole === 'lead';
  return leads && !isCoordinator(member) ? denied('coordinator_only') : allowed;
}

function roleFits(decision: Decision, target: ConsortiumTarget): Decision {
  if (!decision.allowed) return decision;
  const leadRole = target.role === 'coordinator' || target.role === 'budget_officer';
  return leadRole && target.partner?.role !== 'lead' ? conflicting('role_is_the_leads') : allowed;
}

function keepCoordinator(decision: Decision, target: ConsortiumTarget): Decision {
  if (!decision.allowed || !target.lastCoordinator) return decision;
  return target.role === 'coordinator' ? decision : conflicting('needs_a_coordinator');
}

function canChangeLead(member: Membership, target: ConsortiumTarget): Decision {
  if (!isCoordinator(member)) return denied('coordinator_only');
  if (!target.partner?.accepted) return conflicting('lead_must_have_accepted');
  if (target.partner.role === 'lead') return conflicting('leads_already');
  return target.partner.role === 'associated' ? conflicting('associated_cannot_lead') : allowed;
}
