import type { Handler } from '@samspel/platform/outbox/handler';
import type { Database } from '../database.ts';
import { mailInvitation } from './inviting/mail-invitation.ts';
import { mailInvitationReminder } from './inviting/mail-invitation-reminder.ts';

export function consortiumHandlers({ publicUrl }: { publicUrl: string }) {
  const invitationMail: Handler<Database> = {
    name: 'invitation-mail',
    handle: (trx, event) => mailInvitation(trx, event, publicUrl),
  };
  const invitationReminderMail: Handler<Database> = {
    name: 'invitation-reminder-mail',
    handle: (trx, event) => mailInvitationReminder(trx, event, publicUrl),
  };
  return { invitationMail, invitationReminderMail };
}
