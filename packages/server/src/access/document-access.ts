import type { ParsedDocumentName } from '@samspel/documents/names';
import type { Actor } from '@samspel/domain/actor';
import { canBudget } from '@samspel/domain/budget/can-budget';
import { canProposal } from '@samspel/domain/proposal/can-proposal';
import type { Membership, ProposalSubject } from '@samspel/domain/proposal/membership';

export type AccessMode = 'read' | 'write';

/** The partners whose money a document may be about: only while they take part is it written. */
export interface AccessSetting {
  proposalId: string;
  funded: ReadonlySet<string>;
}

/**
 * What a member may do with a document, whatever its phase: freezing takes the writing away from
 * everybody alike, and gives it back.
 */
export function accessOf(
  { proposalId, funded }: AccessSetting,
  personId: string,
  membership: Membership,
  { kind, part }: ParsedDocumentName,
): AccessMode | null {
  const actor: Actor = { kind: 'person', personId, email: '', isAdmin: false, officerOf: [] };
  const subject: ProposalSubject = { proposalId, phase: 'draft', membership };
  if (kind === 'narrative' || kind === 'workplan') {
    const verb = kind === 'narrative' ? 'proposal.write_section' : 'proposal.edit_workplan';
    return modeOf(
      canProposal(actor, 'proposal.read', subject).allowed,
      canProposal(actor, verb, { ...subject, signed: false }).allowed,
    );
  }
  const target = { ...subject, partnerId: part ?? '', signed: false };
  return modeOf(
    canBudget(actor, `${kind}.read`, target).allowed,
    funded.has(target.partnerId) && canBudget(actor, `${kind}.write`, target).allowed,
  );
}

function modeOf(reads: boolean, writes: boolean): AccessMode | null {
  if (!reads) return null;
  return writes ? 'write' : 'read';
}
