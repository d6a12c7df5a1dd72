import { sql } from 'kysely';
import { type Context, runCommand } from '../../command.ts';
import { settleUnanswered } from '../changing/end-partner.ts';
import { lockOwnInvitation } from './lock-own-invitation.ts';

/** Takes an unanswered invitation back; its link is dead from this moment. */
export function withdrawInvitation(
  context: Context,
  input: { invitationId: string },
): Promise<void> {
  return runCommand(context, async ({ trx, actor, append }) => {
    const invitation = await lockOwnInvitation(trx, actor, input.invitationId);
    const { id: invitationId, proposalId, partnerId } = invitation;
    await trx
      .updateTable('invitation')
      .set({ status: 'withdrawn', answeredAt: sql<Date>`samspel.now()` })
      .where('id', '=', invitationId)
      .execute();
    await settleUnanswered(trx, invitation, 'left');
    await append({ kind: 'proposal', id: proposalId }, 'consortium.invitation_withdrawn', {
      proposalId,
      partnerId,
      invitationId,
    });
  });
}
