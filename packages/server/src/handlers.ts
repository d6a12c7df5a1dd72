import type { EventType } from '@samspel/domain/events';
import type { Handler } from '@samspel/platform/outbox/handler';
import { cofundingHandlers } from './cofunding/cofunding.handlers.ts';
import { consortiumHandlers } from './consortium/consortium.handlers.ts';
import type { Database } from './database.ts';
import { inbox, obligations } from './notification/notification.handlers.ts';
import { receiptMail } from './submission/receipt.handlers.ts';

/** Who listens to what. An event that nobody listens to is written as []. */
export function handlersFor(settings: { publicUrl: string }) {
  const { invitationMail, invitationReminderMail } = consortiumHandlers(settings);
  const { pledgeMail, pledgeAnswerMail } = cofundingHandlers(settings);
  return {
    'person.registered': [],
    'organisation.registered': [],

    'call.published': [],

    'proposal.created': [obligations],
    'proposal.described': [],
    'proposal.section_assigned': [],
    'proposal.part_signed': [obligations, inbox],
    'proposal.part_sign_off_withdrawn': [obligations, inbox],
    'proposal.submission_received': [],
    'proposal.submission_refused': [inbox],
    'proposal.submitted': [obligations, inbox, receiptMail],
    'proposal.submission_withdrawn': [obligations, inbox],

    'consortium.partner_invited': [invitationMail, obligations],
    'consortium.person_invited': [invitationMail, obligations],
    'consortium.invitation_accepted': [obligations, inbox],
    'consortium.invitation_declined': [obligations, inbox],
    'consortium.invitation_resent': [invitationMail, obligations],
    'consortium.invitation_withdrawn': [obligations],
    'consortium.partner_left': [obligations, inbox],
    'consortium.partner_dropped': [obligations, inbox],
    'consortium.lead_changed': [obligations, inbox],
    'consortium.role_changed': [inbox],
    'consortium.person_removed': [inbox],

    'cofunding.pledge_requested': [pledgeMail],
    'cofunding.pledge_made': [pledgeAnswerMail, inbox],
    'cofunding.pledge_declined': [pledgeAnswerMail, inbox],
    'cofunding.pledge_revoked': [],

    'notification.created': [],
    'notification.obligation_opened': [],
    'notification.obligation_closed': [],
    'notification.reminded': [invitationReminderMail],
  } satisfies Record<EventType, readonly Handler<Database>[]>;
}
