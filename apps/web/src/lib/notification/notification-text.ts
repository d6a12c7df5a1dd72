import type { NotificationView } from '@samspel/domain/notification/notification-view';
import { textOf } from '#lib/api/text.ts';
import { m } from '#lib/paraglide/messages.js';

/** What happened, in one sentence of the reader's language. */
export function titleOf(item: NotificationView): string {
  return textOf(`notification_${item.kind}`, item.params) ?? m.notification_unknown();
}

const places: Record<string, string> = {
  part_unsigned: '/checks',
  'proposal.submission_refused': '/checks',
  'cofunding.pledge_made': '/cofunding',
  'cofunding.pledge_changed': '/cofunding',
  'cofunding.pledge_declined': '/cofunding',
  'cofunding.pledge_withdrawn': '/cofunding',
  'cofunding.pledge_withdrawal_requested': '/cofunding',
  'cofunding.pledge_signed': '/cofunding',
  'cofunding.pledge_certificate_added': '/cofunding',
  pledge_unanswered: '/cofunding',
  'consortium.invitation_accepted': '/partners',
  'consortium.invitation_declined': '/partners',
  'consortium.partner_left': '/partners',
  invitation_unanswered: '/partners',
};

/** Where one goes to do something about it; null when there is nowhere. */
export function linkOf(item: NotificationView): string | null {
  if (item.proposalId) return `/workspace/${item.proposalId}${places[item.kind] ?? ''}`;
  return item.callId ? `/calls/${item.callId}` : null;
}
