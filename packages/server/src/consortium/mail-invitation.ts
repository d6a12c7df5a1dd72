import type { Language } from '@samspel/domain/person/person-view';
import { hashToken, newToken } from '@samspel/platform/ids';
import { queueMail } from '@samspel/platform/mail/queue-mail';
import type { StoredEvent } from '@samspel/platform/outbox/event';
import { readCallDefinition } from '../call/call.queries.ts';
import type { Trx } from '../database.ts';
import { type Letter, writeLetter } from '../letter.ts';
import { findPersonByEmail } from '../person/person.queries.ts';
import { findInvitation, type Invitation } from './consortium.queries.ts';

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
  await trx
    .updateTable('invitation')
    .set({ tokenHash: hashToken(token) })
    .where('id', '=', invitation.id)
    .execute();
  const facts = await factsOf(trx, invitation);
  const link = `${publicUrl}/invitation?token=${token}`;
  const letter = facts.language === 'en' ? english(facts, link) : swedish(facts, link);
  await queueMail(trx, {
    effectKey: `invitation/${invitation.id}/${event.id}`,
    to: invitation.email,
    ...writeLetter(letter),
  });
}

interface Facts {
  language: Language;
  inviter: string;
  organisation: string;
  lead: string;
  title: string;
  callTitle: string;
  message: string;
  wholeOrganisation: boolean;
}

async function factsOf(trx: Trx, invitation: Invitation): Promise<Facts> {
  const recipient = await findPersonByEmail(trx, invitation.email);
  const inviter = await trx
    .selectFrom('person')
    .select(['name', 'language'])
    .where('id', '=', invitation.invitedBy)
    .executeTakeFirstOrThrow();
  const proposal = await trx
    .selectFrom('proposal')
    .innerJoin('call', 'call.id', 'proposal.callId')
    .select(['proposal.title', 'call.definition'])
    .where('proposal.id', '=', invitation.proposalId)
    .executeTakeFirstOrThrow();
  const partners = await trx
    .selectFrom('partner')
    .innerJoin('organisation', 'organisation.id', 'partner.organisationId')
    .select(['partner.id', 'partner.role', 'partner.status', 'organisation.name'])
    .where('partner.proposalId', '=', invitation.proposalId)
    .execute();
  const language = recipient?.language ?? inviter.language;
  return {
    language,
    inviter: inviter.name,
    organisation: partners.find(({ id }) => id === invitation.partnerId)?.name ?? '',
    lead: partners.find(({ role, status }) => role === 'lead' && status === 'accepted')?.name ?? '',
    title: proposal.title,
    callTitle: readCallDefinition(proposal.definition).title[language],
    message: invitation.message,
    wholeOrganisation: invitation.invites === 'organisation',
  };
}

function swedish(facts: Facts, link: string): Letter {
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

function english(facts: Facts, link: string): Letter {
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
