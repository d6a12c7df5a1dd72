import type { InvitationStatus, InvitationView } from '@samspel/domain/consortium/consortium-view';
import { databaseNow } from '@samspel/platform/clock';
import type { Selectable } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { InvitationTable } from './consortium.table.ts';

export type Invitation = Selectable<InvitationTable>;

/** A partner with what can() asks about it; undefined when the proposal has none of that id. */
export function findPartner(db: Db | Trx, proposalId: string, partnerId: string) {
  return db
    .selectFrom('partner')
    .selectAll()
    .where('proposalId', '=', proposalId)
    .where('id', '=', partnerId)
    .executeTakeFirst();
}

/** A person's present place in the proposal, with its partner. */
export function findMember(db: Db | Trx, proposalId: string, memberId: string) {
  return currentMembers(db, proposalId)
    .where('proposalMember.id', '=', memberId)
    .executeTakeFirst();
}

export function findMemberByPerson(db: Db | Trx, proposalId: string, personId: string) {
  return currentMembers(db, proposalId)
    .where('proposalMember.personId', '=', personId)
    .executeTakeFirst();
}

export function findMemberByEmail(db: Db | Trx, proposalId: string, email: string) {
  return currentMembers(db, proposalId).where('person.email', '=', email).executeTakeFirst();
}

/** Everybody who takes part today. */
export function currentMembers(db: Db | Trx, proposalId: string) {
  return db
    .selectFrom('proposalMember')
    .innerJoin('partner', 'partner.id', 'proposalMember.partnerId')
    .innerJoin('person', 'person.id', 'proposalMember.personId')
    .where('proposalMember.proposalId', '=', proposalId)
    .where('proposalMember.toAt', 'is', null)
    .select([
      'proposalMember.id',
      'proposalMember.personId',
      'proposalMember.partnerId',
      'proposalMember.role',
      'partner.role as partnerRole',
      'partner.status as partnerStatus',
    ]);
}

export function findInvitation(db: Db | Trx, id: string) {
  return db.selectFrom('invitation').selectAll().where('id', '=', id).executeTakeFirst();
}

export function findInvitationByHash(db: Db | Trx, tokenHash: Buffer) {
  return db
    .selectFrom('invitation')
    .selectAll()
    .where((eb) =>
      eb.or([eb('tokenHash', '=', tokenHash), eb('reminderTokenHash', '=', tokenHash)]),
    )
    .executeTakeFirst();
}

/** The open invitations of a partner, for when the partner itself goes. */
export function pendingInvitationsOf(db: Db | Trx, partnerId: string) {
  return db
    .selectFrom('invitation')
    .selectAll()
    .where('partnerId', '=', partnerId)
    .where('status', '=', 'pending')
    .orderBy('createdAt')
    .execute();
}

/** Newest first; a pending one past its time is shown as expired. */
export async function invitationViews(db: Db | Trx, proposalId: string): Promise<InvitationView[]> {
  const now = await databaseNow(db);
  const rows = await db
    .selectFrom('invitation')
    .innerJoin('partner', 'partner.id', 'invitation.partnerId')
    .innerJoin('organisation', 'organisation.id', 'partner.organisationId')
    .selectAll('invitation')
    .select('organisation.name as organisationName')
    .where('invitation.proposalId', '=', proposalId)
    .orderBy('invitation.createdAt', 'desc')
    .orderBy('invitation.id', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    partnerId: row.partnerId,
    organisationName: row.organisationName,
    email: row.email,
    role: row.role,
    invites: row.invites,
    status: shownStatus(row, now),
    expiresAt: row.expiresAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    reason: row.answerReason,
  }));
}

export function shownStatus(
  invitation: Pick<Invitation, 'status' | 'expiresAt'>,
  now: Date,
): InvitationStatus {
  return invitation.status === 'pending' && invitation.expiresAt <= now
    ? 'expired'
    : invitation.status;
}
