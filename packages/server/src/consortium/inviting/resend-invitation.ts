import { personIdOf } from '@samspel/domain/actor';
import { DomainError } from '@samspel/domain/errors';
import { databaseNow } from '@samspel/platform/clock';
import { type Context, runCommand } from '../../command.ts';
import { assertMayAskByMail } from '../../notification/letter-limit.queries.ts';
import { lockOwnInvitation } from './lock-own-invitation.ts';
import { invitationExpiry } from './new-invitation.ts';

const HOLDS_MS = 7 * 24 * 3600 * 1000;
const PAUSE_MS = 60 * 1000;

/** Sends a new link, good for another seven days; the link of the earlier mail ends. */
export function resendInvitation(context: Context, input: { invitationId: string }): Promise<void> {
  return runCommand(context, async ({ trx, actor, append }) => {
    const invitation = await lockOwnInvitation(trx, actor, input.invitationId);
    const sentAt = invitation.expiresAt.getTime() - HOLDS_MS;
    const now = await databaseNow(trx);
    if (now.getTime() - sentAt < PAUSE_MS) throw new DomainError('rate_limited', 'sent_just_now');
    const personId = personIdOf(actor);
    if (personId) await assertMayAskByMail(trx, personId);
    const { id: invitationId, proposalId, partnerId } = invitation;
    await trx
      .updateTable('invitation')
      .set({ expiresAt: invitationExpiry, reminderTokenHash: null })
      .where('id', '=', invitationId)
      .execute();
    await append({ kind: 'proposal', id: proposalId }, 'consortium.invitation_resent', {
      proposalId,
      partnerId,
      invitationId,
    });
  });
}
