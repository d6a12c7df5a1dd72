import { type Actor, personIdOf } from '@samspel/domain/actor';
import type { DomainErrorDetail } from '@samspel/domain/errors';
import { DomainError } from '@samspel/domain/errors';
import type { Membership, ProposalSubject } from '@samspel/domain/proposal/membership';
import type { Selectable } from 'kysely';
import { type Call, getCall } from '../call/call.queries.ts';
import type { Db, Trx } from '../database.ts';
import type { ProposalTable } from './proposal.table.ts';

export type ProposalRow = Selectable<ProposalTable>;

export function absentError(detail?: DomainErrorDetail): DomainError {
  return new DomainError('not_found', 'absent', detail);
}

/** The actor's own place in a proposal; null for outsiders. */
export async function findMembership(
  db: Db | Trx,
  proposalId: string,
  personId: string,
): Promise<Membership | null> {
  const row = await db
    .selectFrom('proposalMember as m')
    .innerJoin('partner as p', 'p.id', 'm.partnerId')
    .where('m.proposalId', '=', proposalId)
    .where('m.personId', '=', personId)
    .where('m.toAt', 'is', null)
    .select(['m.partnerId', 'm.role', 'p.role as partnerRole', 'p.status as partnerStatus'])
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Step one of a command: the proposal's row, locked until the end of the transaction, and what can()
 * asks about the actor. Absent and foreign proposals give the same answer.
 */
export async function lockProposal(
  trx: Trx,
  actor: Actor,
  id: string,
): Promise<{ proposal: ProposalRow; subject: ProposalSubject }> {
  const proposal = await trx
    .selectFrom('proposal')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!proposal) throw absentError();
  return { proposal, subject: await subjectOf(trx, actor, proposal) };
}

/** The same without a lock, for queries. */
export async function findProposal(
  db: Db | Trx,
  actor: Actor,
  id: string,
): Promise<{ proposal: ProposalRow; subject: ProposalSubject }> {
  const proposal = await db
    .selectFrom('proposal')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (!proposal) throw absentError();
  return { proposal, subject: await subjectOf(db, actor, proposal) };
}

async function subjectOf(
  db: Db | Trx,
  actor: Actor,
  proposal: ProposalRow,
): Promise<ProposalSubject> {
  const personId = personIdOf(actor);
  return {
    proposalId: proposal.id,
    phase: proposal.status,
    membership: personId ? await findMembership(db, proposal.id, personId) : null,
  };
}

/** The rules that a proposal is written for. */
export async function callOf(db: Db | Trx, { callId }: { callId: string }): Promise<Call> {
  const call = await getCall(db, callId);
  if (!call) throw new Error(`call ${callId} of a proposal is not published`);
  return call;
}

export interface PartnerRow {
  id: string;
  organisationId: string;
  role: 'lead' | 'partner' | 'associated';
  status: 'invited' | 'accepted' | 'declined' | 'left';
}

/** Every partner there ever was, in the order of their invitation. */
export function listPartners(db: Db | Trx, proposalId: string): Promise<PartnerRow[]> {
  return db
    .selectFrom('partner')
    .select(['id', 'organisationId', 'role', 'status'])
    .where('proposalId', '=', proposalId)
    .orderBy('position')
    .orderBy('id')
    .execute();
}

/** Section owners by section key. */
export async function sectionOwners(
  db: Db | Trx,
  proposalId: string,
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('sectionOwner')
    .select(['sectionKey', 'partnerId'])
    .where('proposalId', '=', proposalId)
    .execute();
  return new Map(rows.map(({ sectionKey, partnerId }) => [sectionKey, partnerId]));
}
