import { type Actor, personIdOf } from '@samspel/domain/actor';
import { closedBecause } from '@samspel/domain/cofunding/decide-pledge';
import { DomainError } from '@samspel/domain/errors';
import { databaseNow } from '@samspel/platform/clock';
import { hashToken } from '@samspel/platform/ids';
import { sql } from 'kysely';
import type { Trx } from '../../database.ts';
import { absentError } from '../../proposal/proposal.queries.ts';
import type { PledgeRow } from '../store-entry.ts';

/** Who stands before a link: the browser's own key, where it has one, and who is signed in there. */
export interface Visitor {
  deviceKey: string | null;
  actor: Actor;
}

export function findByToken(trx: Trx, token: string): Promise<PledgeRow | undefined> {
  const hash = hashToken(token);
  return trx
    .selectFrom('pledge')
    .selectAll()
    .where((where) =>
      where.or([where('tokenHash', '=', hash), where('reminderTokenHash', '=', hash)]),
    )
    .executeTakeFirst();
}

/**
 * PL1: whether the address asked has confirmed itself here. A link that is passed on, read by a scanner
 * or left in a shared mailbox's history opens nothing without the mailbox.
 */
export async function isConfirmed(
  trx: Trx,
  pledge: Pick<PledgeRow, 'id' | 'email'>,
  { deviceKey, actor }: Visitor,
): Promise<boolean> {
  const personId = personIdOf(actor);
  if (personId) {
    const person = await trx
      .selectFrom('person')
      .select('email')
      .where('id', '=', personId)
      .executeTakeFirst();
    if (person?.email === pledge.email) return true;
  }
  if (!deviceKey) return false;
  const device = await trx
    .selectFrom('pledgeDevice')
    .select('id')
    .where('pledgeId', '=', pledge.id)
    .where('keyHash', '=', hashToken(deviceKey))
    .where('endedAt', 'is', null)
    .where('expiresAt', '>', sql<Date>`samspel.now()`)
    .limit(1)
    .executeTakeFirst();
  return device !== undefined;
}

export interface Locked {
  pledge: PledgeRow;
  phase: string;
  expired: boolean;
}

/**
 * Step one of whatever comes through a link: the proposal first, as every command locks it, then the
 * pledge as it is now. What ended while the lock was waited for is unknown, as if it had ended before.
 */
export async function lockByLink(trx: Trx, token: string, visitor: Visitor): Promise<Locked> {
  const found = await findByToken(trx, token);
  if (!found) throw absentError({ field: 'token' });
  const { status: phase } = await trx
    .selectFrom('proposal')
    .select('status')
    .where('id', '=', found.proposalId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const pledge = await findByToken(trx, token);
  if (!pledge) throw absentError({ field: 'token' });
  if (pledge.status === 'revoked') throw new DomainError('used', 'pledge_revoked');
  if (!(await isConfirmed(trx, pledge, visitor))) {
    throw new DomainError('forbidden', 'pledge_unconfirmed');
  }
  return { pledge, phase, expired: (await databaseNow(trx)) > pledge.expiresAt };
}

/** PL3: answers, signatures and certificates are taken while the link holds and the application is a draft. */
export function assertOpen({ pledge, phase, expired }: Locked): void {
  const closed = closedBecause(pledge, { phase, expired });
  if (closed === 'submitted') throw new DomainError('frozen', 'pledge_submitted');
  if (closed === 'expired') throw new DomainError('expired', 'pledge_expired');
}

const DEEDS_PER_HOUR = 20;

/** Blocks filling the consortium's inboxes and a mailbox by changing one's mind over and over. */
export async function assertNotTooOften(trx: Trx, { id }: PledgeRow): Promise<void> {
  const { count } = await trx
    .selectFrom('pledgeEntry')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('pledgeId', '=', id)
    .where('personId', 'is', null)
    .where('at', '>', sql<Date>`samspel.now() - interval '1 hour'`)
    .executeTakeFirstOrThrow();
  if (count >= DEEDS_PER_HOUR) throw new DomainError('rate_limited', 'too_many_answers');
}
