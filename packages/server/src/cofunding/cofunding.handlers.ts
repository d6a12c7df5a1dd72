import { hashToken, newToken } from '@samspel/platform/ids';
import { queueMail } from '@samspel/platform/mail/queue-mail';
import type { StoredEvent } from '@samspel/platform/outbox/event';
import type { Handler } from '@samspel/platform/outbox/handler';
import type { Database, Trx } from '../database.ts';
import { mailPledgeReminder } from './mail-pledge-reminder.ts';
import { codeLetter, deedLetter, requestLetter, signedLetter } from './pledge-letters.ts';
import { hashCode, newCode } from './pledging/confirm-address.ts';
import { endPledgesOfPartner } from './requesting/end-pledges-of-partner.ts';
import type { PledgeRow } from './store-entry.ts';

export function cofundingHandlers({ publicUrl }: { publicUrl: string }) {
  const handler = (
    name: string,
    handle: (trx: Trx, event: StoredEvent) => Promise<void>,
  ): Handler<Database> => ({ name, handle });
  return {
    pledgeMail: handler('pledge-mail', (trx, event) => mailRequest(trx, event, publicUrl)),
    pledgeCodeMail: handler('pledge-code-mail', mailCode),
    pledgeAnswerMail: handler('pledge-answer-mail', mailDeed),
    pledgeSignedMail: handler('pledge-signed-mail', mailSigned),
    partnerPledgesEnd: handler('partner-pledges-end', endPledgesOfPartner),
    pledgeReminderMail: handler('pledge-reminder-mail', (trx, event) =>
      mailPledgeReminder(trx, event, publicUrl),
    ),
  };
}

/** The token is made here and only its hash is kept: nothing stored opens the door. */
async function mailRequest(trx: Trx, event: StoredEvent, publicUrl: string): Promise<void> {
  const pledge = await findPledge(trx, event);
  const number = Number(event.payload.number ?? 1);
  // A link that was renewed meanwhile has its own event.
  if (!pledge || pledge.status === 'revoked' || pledge.linkNumber !== number) return;
  const token = newToken();
  const letter = await requestLetter(trx, pledge, { link: `${publicUrl}/pledge?token=${token}` });
  const effectKey = number === 1 ? `pledge/${pledge.id}` : `pledge/${pledge.id}/${number}`;
  // The link that was mailed holds: an event that comes again must not end it.
  if (!(await queueMail(trx, { effectKey, to: pledge.email, ...letter }))) return;
  await trx
    .updateTable('pledge')
    .set({ tokenHash: hashToken(token) })
    .where('id', '=', pledge.id)
    .execute();
}

/** The code is made here, for the same reason. */
async function mailCode(trx: Trx, event: StoredEvent): Promise<void> {
  const pledge = await findPledge(trx, event);
  if (!pledge || pledge.status === 'revoked') return;
  const codeId = String(event.payload.codeId);
  const code = newCode();
  const letter = codeLetter(pledge.funderName, code);
  const effectKey = `pledge-code/${codeId}`;
  if (!(await queueMail(trx, { effectKey, to: pledge.email, ...letter }))) return;
  await trx
    .updateTable('pledgeCode')
    .set({ codeHash: hashCode(codeId, code) })
    .where('id', '=', codeId)
    .execute();
}

const told = {
  'cofunding.pledge_made': 'pledged',
  'cofunding.pledge_changed': 'changed',
  'cofunding.pledge_declined': 'declined',
  'cofunding.pledge_withdrawn': 'withdrawn',
  'cofunding.pledge_withdrawal_requested': 'withdrawal_requested',
  'cofunding.pledge_certificate_scanned': 'certificate_infected',
  'cofunding.pledge_revoked': 'revoked',
} as const;

/** The co-funder's own record, as things stand now: what was changed once more is told by its own event. */
async function mailDeed(trx: Trx, event: StoredEvent): Promise<void> {
  const pledge = await findPledge(trx, event);
  const what = told[event.type as keyof typeof told];
  // That a certificate is clean is no news.
  if (!pledge || !what || event.payload.state === 'clean') return;
  const newest = await trx
    .selectFrom('pledgeEntry')
    .select(['what', 'byName'])
    .where('pledgeId', '=', pledge.id)
    .where('what', 'in', Object.values(told))
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest?.what !== what) return;
  const letter = await deedLetter(trx, pledge, what, newest.byName);
  await queueMail(trx, { effectKey: `pledge-answer/${event.id}`, to: pledge.email, ...letter });
}

async function mailSigned(trx: Trx, event: StoredEvent): Promise<void> {
  const pledge = await findPledge(trx, event);
  const signature = await trx
    .selectFrom('pledgeSignature')
    .selectAll()
    .where('id', '=', String(event.payload.signatureId))
    .executeTakeFirst();
  if (!pledge || !signature) return;
  const letter = await signedLetter(trx, pledge, {
    name: signature.signedName,
    function: signature.signedFunction,
    statement: signature.statement,
    contentHash: signature.contentHash.toString('hex'),
    at: signature.at,
  });
  await queueMail(trx, { effectKey: `pledge-signed/${signature.id}`, to: pledge.email, ...letter });
}

function findPledge(trx: Trx, event: StoredEvent): Promise<PledgeRow | undefined> {
  return trx
    .selectFrom('pledge')
    .selectAll()
    .where('id', '=', String(event.payload.pledgeId))
    .executeTakeFirst();
}
