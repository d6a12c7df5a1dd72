import type { Actor } from '../actor.ts';
import { absent, allowed, type Decision, denied, frozen } from '../decision.ts';
import {
  isWriter,
  type Membership,
  memberOf,
  type ProposalSubject,
} from '../proposal/membership.ts';

export type AnnexVerb = 'annex.read' | 'annex.write';

/** `partnerId`: whose part the annex belongs to, the lead's for one of the whole application. */
export interface AnnexTarget extends ProposalSubject {
  partnerId?: string;
  signed?: boolean;
}

/** AC1, AC2, AC8, AC10: who may read and who may upload, replace and remove an annex. */
export function canAnnex(actor: Actor, verb: AnnexVerb, target: AnnexTarget): Decision {
  if (actor.kind === 'system') return allowed;
  const member = memberOf(actor, target);
  if (!member) return absent;
  if (verb === 'annex.read') return allowed;
  if (!isWriter(member)) return denied('reader_changes_nothing');
  if (member.partnerId !== target.partnerId && !collects(member)) return denied('own_annexes_only');
  if (target.phase === 'submitting') return frozen('being_submitted');
  if (target.phase === 'submitted') return frozen('already_submitted');
  return target.signed ? frozen('part_is_signed') : allowed;
}

// The papers of a consortium are gathered by whoever answers for it; the partner signs what they are.
function collects({ partnerRole, role }: Membership): boolean {
  return partnerRole === 'lead' && (role === 'coordinator' || role === 'budget_officer');
}
