import { DomainError } from '@samspel/domain/errors';
import type { EventType } from '@samspel/domain/events';
import { sql } from 'kysely';
import { elevated } from '../command.ts';
import type { Trx } from '../database.ts';

const LETTERS_PER_HOUR = 100;

/** Each of them makes a mail to an address of the asker's choice. */
const asking: EventType[] = [
  'consortium.partner_invited',
  'consortium.person_invited',
  'consortium.invitation_resent',
  'cofunding.pledge_requested',
  'cofunding.pledge_link_renewed',
];

/**
 * Blocks using the product's mail as a loudspeaker, over however many consortia, and by taking back and
 * asking again.
 */
export async function assertMayAskByMail(trx: Trx, personId: string): Promise<void> {
  // Events of consortia that the person has left count as well.
  const { count } = await elevated(trx, () =>
    trx
      .selectFrom('event')
      .select(sql<number>`count(*)::int`.as('count'))
      .where('actorId', '=', personId)
      .where('type', 'in', asking)
      .where('at', '>', sql<Date>`samspel.now() - interval '1 hour'`)
      .executeTakeFirstOrThrow(),
  );
  if (count >= LETTERS_PER_HOUR) throw new DomainError('rate_limited', 'too_many_letters');
}
