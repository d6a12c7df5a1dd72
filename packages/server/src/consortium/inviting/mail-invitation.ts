import { hashToken, newToken } from '@samspel/platform/ids';
import { queueMail } from '@samspel/platform/mail/queue-mail';
import type { StoredEvent } from '@samspel/platform/outbox/event';
import type { Trx } from '../../database.ts';
import { type Letter, writeLetter } from '../../letter.ts';
import { findInvitation } from '../consortium.queries.ts';
import { type InvitationFacts, invitationFacts } from './invitation-facts.queries.ts';

/**
 * Sends the link of an invitation that still waits for its answer. The token is made here and only its
 * hash is kept, so that no event, log or table ever holds what opens the door.
 */
export async function mailInvitation(
  trx: Trx,
  event: Pick<StoredEvent, 'id' | 'payload'>,
  publicUrl: string,
): Promise<void> {
  const invitation = await findInvitation(trx, String(event.payload.invitationId));
  if (invitation?.status !== 'pending') return;
  const token = newToken();
  const facts = await invitationFacts(trx, invitation);
  const link = `${publicUrl}/invitation?token=${token}`;
  const letter = facts.language === 'en' ? english(facts, link) : swedish(facts, link);
  const queued = await queueMail(trx, {
    effectKey: `invitation/${invitation.id}/${event.id}`,
    to: invitation.email,
    ...writeLetter(letter),
  });
  // The link that was mailed holds: an event that comes again must not end it.
  if (!queued) return;
  await trx
    .updateTable('invitation')
    .set({ tokenHash: hashToken(token) })
    .where('id', '=', invitation.id)
    .execute();
}

function swedish(facts: InvitationFacts, link: string): Letter {
  const { inviter, lead, title, callTitle, organisation, message, wholeOrganisation } = facts;
  return {
    language: 'sv',
    subject: `Inbjudan: ${title}`,
    paragraphs: [
      'Hej,',
      wholeOrganisation
        ? `${inviter} bjuder in ${organisation} till konsortiet bakom ansökan ”${title}”. ${lead} leder den, och den söker medel ur utlysningen ”${callTitle}”.`
        : `${inviter} bjuder in dig att arbeta för ${organisation} med ansökan ”${title}” till utlysningen ”${callTitle}”.`,
      ...(message ? [message] : []),
    ],
    action: { label: 'Se inbjudan och svara', link },
    notes: [
      'Länken gäller i sju dagar och bara för den här e-postadressen. Den gäller inte om du skickar den vidare.',
    ],
  };
}

function english(facts: InvitationFacts, link: string): Letter {
  const { inviter, lead, title, callTitle, organisation, message, wholeOrganisation } = facts;
  return {
    language: 'en',
    subject: `Invitation: ${title}`,
    paragraphs: [
      'Hello,',
      wholeOrganisation
        ? `${inviter} invites ${organisation} to the consortium behind the application “${title}”. ${lead} leads it; it applies to the call “${callTitle}”.`
        : `${inviter} invites you to work for ${organisation} on the application “${title}” to the call “${callTitle}”.`,
      ...(message ? [message] : []),
    ],
    action: { label: 'See the invitation and answer', link },
    notes: [
      'The link holds for seven days and for this address alone. It does not work when forwarded.',
    ],
  };
}
