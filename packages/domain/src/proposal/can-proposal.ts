import type { Actor } from '../actor.ts';
import { absent, allowed, conflicting, type Decision, denied, frozen } from '../decision.ts';
import {
  isCoordinator,
  isWriter,
  type Membership,
  memberOf,
  type ProposalSubject,
} from './membership.ts';

export type ProposalVerb =
  | 'proposal.read'
  | 'proposal.export_draft'
  | 'proposal.describe'
  | 'proposal.assign_section'
  | 'proposal.write_section'
  | 'proposal.edit_workplan'
  | 'proposal.sign_part'
  | 'proposal.withdraw_sign_off'
  | 'proposal.submit'
  | 'proposal.withdraw_submission';

/**
 * `partnerId`: whose part; `signed`: whether the part that the verb would change is signed off;
 * `lies`: whether a submission lies with the authority, also while the proposal is open again.
 */
export interface ProposalTarget extends ProposalSubject {
  partnerId?: string;
  signed?: boolean;
  lies?: boolean;
}

const reading: readonly ProposalVerb[] = ['proposal.read', 'proposal.export_draft'];
const coordinators: readonly ProposalVerb[] = [
  'proposal.describe',
  'proposal.assign_section',
  'proposal.submit',
  'proposal.withdraw_submission',
];

/** AC1, AC2, AC5, AC6, AC8: who may do what with a proposal. */
export function canProposal(actor: Actor, verb: ProposalVerb, target: ProposalTarget): Decision {
  if (actor.kind === 'system') return allowed;
  const member = memberOf(actor, target);
  if (!member) return absent;
  if (reading.includes(verb)) return allowed;
  if (!isWriter(member)) return denied('reader_changes_nothing');
  const decision = byRole(member, verb, target);
  return decision.allowed ? byPhase(verb, target) : decision;
}

function byRole(member: Membership, verb: ProposalVerb, target: ProposalTarget): Decision {
  if (coordinators.includes(verb)) {
    return isCoordinator(member) ? allowed : denied('coordinator_only');
  }
  if (verb === 'proposal.sign_part' || verb === 'proposal.withdraw_sign_off') {
    if (member.partnerId !== target.partnerId) return denied('own_part_only');
    if (member.partnerRole === 'associated') return denied('associated_sign_nothing');
    if (member.role === 'budget_officer') return denied('budget_officer_signs_nothing');
  }
  return allowed;
}

function byPhase(verb: ProposalVerb, { phase, signed, lies }: ProposalTarget): Decision {
  if (verb === 'proposal.withdraw_submission') {
    if (phase === 'submitting') return frozen('being_submitted');
    return phase === 'submitted' || lies ? allowed : conflicting('nothing_submitted');
  }
  if (phase === 'submitting') return frozen('being_submitted');
  if (phase === 'submitted') return frozen('already_submitted');
  if (verb === 'proposal.sign_part') return signed ? conflicting('already_signed') : allowed;
  if (verb === 'proposal.withdraw_sign_off') return signed ? allowed : conflicting('not_signed');
  const writes = verb === 'proposal.write_section' || verb === 'proposal.edit_workplan';
  return writes && signed ? frozen('part_is_signed') : allowed;
}

/** Anybody who is signed in may start a consortium while the call is open. */
export function canCreateProposal(actor: Actor, call: { isOpen: boolean }): Decision {
  if (actor.kind === 'anonymous') return denied('sign_in_first');
  return call.isOpen ? allowed : conflicting('call_is_not_open');
}

/** AC7: a submission is read by its call's officers and by its consortium; never a draft. */
export function canReadSubmission(
  actor: Actor,
  subject: ProposalSubject & { callId: string },
): Decision {
  if (actor.kind === 'system') return allowed;
  if (actor.kind === 'person' && actor.officerOf.includes(subject.callId)) return allowed;
  return memberOf(actor, subject) ? allowed : absent;
}
