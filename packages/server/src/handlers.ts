import type { EventType } from '@samspel/domain/events';
import type { Handler } from '@samspel/platform/outbox/handler';
import { consortiumHandlers } from './consortium/consortium.handlers.ts';
import type { Database } from './database.ts';

/** Who listens to what. An event that nobody listens to is written as []. */
export function handlersFor(settings: { publicUrl: string }) {
  const { invitationMail } = consortiumHandlers(settings);
  return {
    'person.registered': [],
    'organisation.registered': [],

    'call.published': [],

    'proposal.created': [],
    'proposal.described': [],
    'proposal.section_assigned': [],
    'proposal.part_signed': [],
    'proposal.part_sign_off_withdrawn': [],
    'proposal.submission_received': [],
    'proposal.submission_refused': [],
    'proposal.submitted': [],
    'proposal.submission_withdrawn': [],

    'consortium.partner_invited': [invitationMail],
    'consortium.person_invited': [invitationMail],
    'consortium.invitation_accepted': [],
    'consortium.invitation_declined': [],
    'consortium.invitation_resent': [invitationMail],
    'consortium.invitation_withdrawn': [],
    'consortium.partner_left': [],
    'consortium.partner_dropped': [],
    'consortium.lead_changed': [],
    'consortium.role_changed': [],
    'consortium.person_removed': [],

    'cofunding.pledge_requested': [],
    'cofunding.pledge_made': [],
    'cofunding.pledge_declined': [],
    'cofunding.pledge_revoked': [],

    'notification.created': [],
    'notification.obligation_opened': [],
    'notification.obligation_closed': [],
    'notification.reminded': [],
  } satisfies Record<EventType, readonly Handler<Database>[]>;
}
