import type { Language } from '@samspel/domain/person/person-view';
import { readCallDefinition } from '../../call/call.queries.ts';
import type { Trx } from '../../database.ts';
import { findPersonByEmail } from '../../person/person.queries.ts';
import type { Invitation } from '../consortium.queries.ts';

/** What a letter about an invitation says, and in which language its reader reads. */
export interface InvitationFacts {
  language: Language;
  inviter: string;
  organisation: string;
  lead: string;
  title: string;
  callTitle: string;
  message: string;
  wholeOrganisation: boolean;
}

export async function invitationFacts(trx: Trx, invitation: Invitation): Promise<InvitationFacts> {
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
