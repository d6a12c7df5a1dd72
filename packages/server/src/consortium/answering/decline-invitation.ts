import { DomainError } from '@samspel/domain/errors';
import { sql } from 'kysely';
import { type Context, elevated, runCommand } from '../../command.ts';
import { settleUnanswered } from '../changing/end-partner.ts';
import { assertOpen, lockInvitation } from './open-invitation.ts';

/** The person whom a link was sent to says no; the consortium sees it, with the reason if one is given. */
export function declineInvitation(
  context: Context,
  input: { token: string; reason?: string | undefined },
): Promise<void> {
  return runCommand(context, ({ trx, actor, append }) =>
    // Not a member: the token and the address are what it is decided by.
    elevated(trx, async () => {
      const { invitation, state } = await lockInvitation(trx, actor, input.token);
      if (actor.kind !== 'person') throw new DomainError('forbidden', 'sign_in_first');
      if (invitation.status === 'declined' && invitation.answeredBy === actor.personId) return;
      assertOpen(state);
      const { id: invitationId, proposalId, partnerId } = invitation;
      await trx
        .updateTable('invitation')
        .set({
          status: 'declined',
          answeredAt: sql<Date>`samspel.now()`,
          answeredBy: actor.personId,
          answerReason: input.reason ?? '',
        })
        .where('id', '=', invitationId)
        .execute();
      await settleUnanswered(trx, invitation, 'declined');
      await append({ kind: 'proposal', id: proposalId }, 'consortium.invitation_declined', {
        proposalId,
        partnerId,
        invitationId,
      });
    }),
  );
}
