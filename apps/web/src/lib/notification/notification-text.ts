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
  'cofunding.pledge_certificate_scanned': '/cofunding',
  pledge_unanswered: '/cofunding',
  'consortium.invitation_accepted': '/partners',
  'consortium.invitation_declined': '/partners',
  'consortium.partner_left': '/partners',
  invitation_unanswered: '/partners',
};

/** A reminder, or what somebody must do something about; everything else is news. */
export function asksSomething({ kind }: NotificationView): boolean {
  return !kind.includes('.') || asking.has(kind);
}

const asking = new Set([
  'proposal.part_sign_off_withdrawn',
  'proposal.submission_refused',
  'proposal.submission_failed',
  'cofunding.pledge_declined',
  'cofunding.pledge_withdrawn',
  'cofunding.pledge_withdrawal_requested',
  'consortium.invitation_declined',
  'consortium.partner_left',
]);

/** Where one goes to do something about it; null when there is nowhere. */
export function linkOf(item: NotificationView): string | null {
  if (item.proposalId) return `/workspace/${item.proposalId}${places[item.kind] ?? ''}`;
  return item.callId ? `/calls/${item.callId}` : null;
}
