import type { Actor } from '../actor.ts';
import { absent, allowed, type Decision, denied, frozen } from '../decision.ts';
import {
  isWriter,
  type Membership,
  memberOf,
  type ProposalSubject,
} from '../proposal/membership.ts';

export type BudgetVerb =
  | 'budget.read'
  | 'budget.write'
  | 'cofunding.read'
  | 'cofunding.write'
  | 'cofunding.request_pledge'
  | 'people.read'
  | 'people.write';

/** `partnerId`: whose budget; `signed`: whether that partner's part is signed off. */
export interface BudgetTarget extends ProposalSubject {
  partnerId: string;
  signed: boolean;
}

/** AC1-AC4, AC8: who reads and writes a partner's budget, sources, and names with salaries. */
export function canBudget(actor: Actor, verb: BudgetVerb, target: BudgetTarget): Decision {
  if (actor.kind === 'system') return allowed;
  const member = memberOf(actor, target);
  if (!member) return absent;
  const own = member.partnerId === target.partnerId;
  if (verb === 'people.read' || verb === 'people.write') {
    // AC4: to the others, the lead included, a partner's salaries do not exist.
    if (!own || !isWriter(member)) return absent;
  } else if (!mayTouchMoney(member, verb, own)) {
    return isWriter(member) ? denied('own_budget_only') : denied('reader_changes_nothing');
  }
  if (verb.endsWith('.read')) return allowed;
  if (own && member.partnerRole === 'associated') return denied('associated_has_no_budget');
  if (target.phase === 'submitting') return frozen('being_submitted');
  if (target.phase === 'submitted') return frozen('already_submitted');
  return target.signed && verb !== 'cofunding.request_pledge' && verb !== 'people.write'
    ? frozen('part_is_signed')
    : allowed;
}

function mayTouchMoney(member: Membership, verb: BudgetVerb, own: boolean): boolean {
  if (verb.endsWith('.read')) return true;
  const helper = member.role === 'budget_officer' && member.partnerRole === 'lead';
  return isWriter(member) && (own || helper);
}
