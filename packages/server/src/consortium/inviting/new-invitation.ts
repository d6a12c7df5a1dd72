import type { PersonRole } from '@samspel/domain/consortium/partner';
import { DomainError } from '@samspel/domain/errors';
import { hashToken, newToken } from '@samspel/platform/ids';
import { sql } from 'kysely';
import type { Trx } from '../../database.ts';
import { assertMayAskByMail } from '../../notification/letter-limit.queries.ts';
import { findMemberByEmail } from '../consortium.queries.ts';

const PENDING_MAX = 200;

interface NewInvitation {
  id: string;
  proposalId: string;
  partnerId: string;
  email: string;
  role: PersonRole;
  invites: 'organisation' | 'person';
  message: string;
  invitedBy: string;
}

/** One address is asked once at a time, and not when its person takes part already. */
export async function assertMayBeAsked(trx: Trx, proposalId: string, email: string): Promise<void> {
  if (await findMemberByEmail(trx, proposalId, email)) {
    throw new DomainError('conflict', 'already_member', { field: 'email' });
  }
  const pending = await trx
    .selectFrom('invitation')
    .select('email')
    .where('proposalId', '=', proposalId)
    .where('status', '=', 'pending')
    .execute();
  if (pending.some((row) => row.email === email)) {
    throw new DomainError('conflict', 'already_invited', { field: 'email' });
  }
  if (pending.length >= PENDING_MAX) throw new DomainError('rate_limited', 'too_many_invitations');
}

/** The stored hash belongs to a token that nobody holds: the one in the mail is made by whoever writes it. */
export async function insertInvitation(trx: Trx, invitation: NewInvitation): Promise<void> {
  await assertMayAskByMail(trx, invitation.invitedBy);
  await trx
    .insertInto('invitation')
    .values({
      ...invitation,
      tokenHash: hashToken(newToken()),
      reminderTokenHash: null,
      status: 'pending',
      expiresAt: invitationExpiry,
      answeredAt: null,
      answeredBy: null,
    })
    .execute();
}

/** Seven days by the database's clock. */
export const invitationExpiry = sql<Date>`samspel.now() + interval '7 days'`;
