import { hashToken, newToken } from '@samspel/platform/ids';
import { queueMail } from '@samspel/platform/mail/queue-mail';
import type { StoredEvent } from '@samspel/platform/outbox/event';
import type { Handler } from '@samspel/platform/outbox/handler';
import type { Database, Trx } from '../database.ts';
import { answerLetter, requestLetter } from './pledge-letters.ts';

export function cofundingHandlers({ publicUrl }: { publicUrl: string }) {
  const pledgeMail: Handler<Database> = {
    name: 'pledge-mail',
    handle: (trx, event) => mailRequest(trx, event, publicUrl),
  };
  const pledgeAnswerMail: Handler<Database> = {
    name: 'pledge-answer-mail',
    handle: mailAnswer,
  };
  return { pledgeMail, pledgeAnswerMail };
}

/** The token is made here and only its hash is kept: nothing stored opens the door. */
async function mailRequest(trx: Trx, event: StoredEvent, publicUrl: string): Promise<void> {
  const pledge = await findPledge(trx, event);
  if (pledge?.status !== 'requested') return;
  const token = newToken();
  const letter = await requestLetter(trx, pledge.id, `${publicUrl}/pledge?token=${token}`);
  const effectKey = `pledge/${pledge.id}`;
  // The link that was mailed holds: an event that comes again must not end it.
  if (!(await queueMail(trx, { effectKey, to: pledge.email, ...letter }))) return;
  await trx
    .updateTable('pledge')
    .set({ tokenHash: hashToken(token) })
    .where('id', '=', pledge.id)
    .execute();
}

/** The co-funder's own record of its answer, as it stands now. */
async function mailAnswer(trx: Trx, event: StoredEvent): Promise<void> {
  const pledge = await findPledge(trx, event);
  if (pledge?.status !== 'pledged' && pledge?.status !== 'declined') return;
  const letter = await answerLetter(trx, pledge.id);
  await queueMail(trx, { effectKey: `pledge-answer/${event.id}`, to: pledge.email, ...letter });
}

function findPledge(trx: Trx, event: StoredEvent) {
  return trx
    .selectFrom('pledge')
    .select(['id', 'email', 'status'])
    .where('id', '=', String(event.payload.pledgeId))
    .executeTakeFirst();
}
