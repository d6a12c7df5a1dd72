import { reminderKey } from '@samspel/domain/notification/obligation';
import { databaseNow } from '@samspel/platform/clock';
import { hashToken, newToken } from '@samspel/platform/ids';
import { queueMail } from '@samspel/platform/mail/queue-mail';
import type { StoredEvent } from '@samspel/platform/outbox/event';
import type { Trx } from '../../database.ts';
import { type Letter, writeLetter } from '../../letter.ts';
import { instantText } from '../../text/format.ts';
import { findInvitation, type Invitation } from '../consortium.queries.ts';
import { type InvitationFacts, invitationFacts } from './invitation-facts.queries.ts';

/**
 * Asks the one who was invited, when the one who invited is told that no answer has come. By mail alone:
 * the address may be nobody's account yet. Its key makes it once for each step of the obligation.
 */
export async function mailInvitationReminder(
  trx: Trx,
  event: Pick<StoredEvent, 'payload'>,
  publicUrl: string,
): Promise<void> {
  const obligationId = String(event.payload.obligationId);
  const invitation = await unansweredInvitation(trx, obligationId);
  if (!invitation) return;
  const token = newToken();
  const facts = await invitationFacts(trx, invitation);
  const link = `${publicUrl}/invitation?token=${token}`;
  const until = instantText(facts.language, invitation.expiresAt);
  const write = facts.language === 'en' ? english : swedish;
  const queued = await queueMail(trx, {
    effectKey: `reminder/${reminderKey(obligationId, String(event.payload.step), invitation.id)}`,
    to: invitation.email,
    ...writeLetter(write(facts, link, until)),
  });
  if (!queued) return;
  await trx
    .updateTable('invitation')
    .set({ reminderTokenHash: hashToken(token) })
    .where('id', '=', invitation.id)
    .execute();
}

/** As it is now: what was answered, withdrawn or ran out meanwhile is not reminded of. */
async function unansweredInvitation(trx: Trx, obligationId: string): Promise<Invitation | null> {
  const obligation = await trx
    .selectFrom('obligation')
    .select(['kind', 'subjectId'])
    .where('id', '=', obligationId)
    .executeTakeFirst();
  if (obligation?.kind !== 'invitation_unanswered') return null;
  const invitation = await findInvitation(trx, obligation.subjectId);
  if (invitation?.status !== 'pending') return null;
  return invitation.expiresAt > (await databaseNow(trx)) ? invitation : null;
}

function swedish(
  { inviter, title, organisation, wholeOrganisation }: InvitationFacts,
  link: string,
  until: string,
): Letter {
  return {
    language: 'sv',
    subject: `Påminnelse om inbjudan: ${title}`,
    paragraphs: [
      'Hej,',
      wholeOrganisation
        ? `${inviter} väntar på svar: vill ${organisation} delta i konsortiet bakom ansökan ”${title}”?`
        : `${inviter} väntar på svar: vill du arbeta för ${organisation} med ansökan ”${title}”?`,
      `Inbjudan går ut ${until}. Ett nej är också ett svar.`,
    ],
    action: { label: 'Se inbjudan och svara', link },
    notes: [
      'Länken gäller bara för den här e-postadressen. Länken i det förra mejlet gäller också.',
    ],
  };
}

function english(
  { inviter, title, organisation, wholeOrganisation }: InvitationFacts,
  link: string,
  until: string,
): Letter {
  return {
    language: 'en',
    subject: `Reminder of an invitation: ${title}`,
    paragraphs: [
      'Hello,',
      wholeOrganisation
        ? `${inviter} waits for an answer: will ${organisation} take part in the consortium behind the application “${title}”?`
        : `${inviter} waits for an answer: will you work for ${organisation} on the application “${title}”?`,
      `The invitation runs out on ${until}. No is an answer too.`,
    ],
    action: { label: 'See the invitation and answer', link },
    notes: ['The link holds for this address alone. The one in the earlier mail holds as well.'],
  };
}
