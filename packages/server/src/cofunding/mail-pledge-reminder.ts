import { reminderKey } from '@samspel/domain/notification/obligation';
import { databaseNow } from '@samspel/platform/clock';
import { hashToken, newToken } from '@samspel/platform/ids';
import { queueMail } from '@samspel/platform/mail/queue-mail';
import type { StoredEvent } from '@samspel/platform/outbox/event';
import type { Trx } from '../database.ts';
import { requestLetter } from './pledge-letters.ts';
import type { PledgeRow } from './store-entry.ts';

/**
 * Asks the co-funder once more, when the one who asked is told that no answer has come. The link is a new
 * one; the one of the earlier mail holds as well.
 */
export async function mailPledgeReminder(
  trx: Trx,
  event: Pick<StoredEvent, 'payload'>,
  publicUrl: string,
): Promise<void> {
  const obligationId = String(event.payload.obligationId);
  const pledge = await unanswered(trx, obligationId);
  if (!pledge) return;
  const token = newToken();
  const link = `${publicUrl}/pledge?token=${token}`;
  const queued = await queueMail(trx, {
    effectKey: `reminder/${reminderKey(obligationId, String(event.payload.step), pledge.id)}`,
    to: pledge.email,
    ...(await requestLetter(trx, pledge, { link, reminder: true })),
  });
  if (!queued) return;
  await trx
    .updateTable('pledge')
    .set({ reminderTokenHash: hashToken(token) })
    .where('id', '=', pledge.id)
    .execute();
}

/** As it is now: what was answered, taken back or ran out meanwhile is not reminded of. */
async function unanswered(trx: Trx, obligationId: string): Promise<PledgeRow | null> {
  const obligation = await trx
    .selectFrom('obligation')
    .select(['kind', 'subjectId'])
    .where('id', '=', obligationId)
    .executeTakeFirst();
  if (obligation?.kind !== 'pledge_unanswered') return null;
  const pledge = await trx
    .selectFrom('pledge')
    .selectAll()
    .where('id', '=', obligation.subjectId)
    .executeTakeFirst();
  if (pledge?.status !== 'requested') return null;
  return pledge.expiresAt > (await databaseNow(trx)) ? pledge : null;
}
