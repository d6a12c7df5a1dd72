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
  const cofunding = cofundingHandlers(settings);
  const { pledgeMail, pledgeAnswerMail, pledgeSignedMail, pledgeCodeMail } = cofunding;
  const { pledgeReminderMail, partnerPledgesEnd } = cofunding;
  return {
    'person.registered': [],
    'organisation.registered': [],

    'call.published': [],
    'call.amended': [],

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
    'consortium.partner_left': [obligations, inbox, partnerPledgesEnd],
    'consortium.partner_dropped': [obligations, inbox, partnerPledgesEnd],
    'consortium.lead_changed': [obligations, inbox],
    'consortium.role_changed': [inbox],
    'consortium.person_removed': [inbox],

    'cofunding.pledge_requested': [pledgeMail, obligations],
    'cofunding.pledge_link_renewed': [pledgeMail, obligations],
    'cofunding.pledge_made': [pledgeAnswerMail, obligations, inbox],
    'cofunding.pledge_changed': [pledgeAnswerMail, inbox],
    'cofunding.pledge_declined': [pledgeAnswerMail, obligations, inbox],
    'cofunding.pledge_withdrawn': [pledgeAnswerMail, inbox],
    'cofunding.pledge_withdrawal_requested': [pledgeAnswerMail, inbox],
    'cofunding.pledge_signed': [pledgeSignedMail, inbox],
    'cofunding.pledge_certificate_added': [inbox],
    'cofunding.pledge_certificate_scanned': [inbox, pledgeAnswerMail],
    'cofunding.pledge_paid_in': [],
    'cofunding.pledge_payment_undone': [],
    'cofunding.pledge_revoked': [pledgeAnswerMail, obligations],
    'cofunding.pledge_code_requested': [pledgeCodeMail],
    'cofunding.pledge_device_confirmed': [],

    'annex.uploaded': [],
    'annex.removed': [],
    'annex.scanned': [],

    'notification.created': [],
    'notification.obligation_opened': [],
    'notification.obligation_closed': [],
    'notification.reminded': [invitationReminderMail, pledgeReminderMail],
  } satisfies Record<EventType, readonly Handler<Database>[]>;
}
