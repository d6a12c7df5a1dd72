import type { Handler } from '@samspel/platform/outbox/handler';
import type { Database } from '../database.ts';
import { mailInvitation } from './mail-invitation.ts';

export function consortiumHandlers({ publicUrl }: { publicUrl: string }) {
  const invitationMail: Handler<Database> = {
    name: 'invitation-mail',
    handle: (trx, event) => mailInvitation(trx, event, publicUrl),
  };
  return { invitationMail };
}
