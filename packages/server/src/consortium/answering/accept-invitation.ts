import { DomainError } from '@samspel/domain/errors';
import { sql } from 'kysely';
import { syncAccess } from '../../access/sync-access.ts';
import { type Context, elevated, runCommand } from '../../command.ts';
import type { Trx } from '../../database.ts';
import { findMemberByPerson, findPartner, type Invitation } from '../consortium.queries.ts';
import { assertDraft, assertOpen, lockInvitation } from './open-invitation.ts';

/**
 * The person whom a link was sent to joins the consortium, and by the first of them their organisation.
 * Saying yes twice is saying it once.
 */
export function acceptInvitation(
  context: Context,
  { token }: { token: string },
): Promise<{ proposalId: string }> {
  return runCommand(context, ({ trx, actor, append }) =>
    // Not a member yet: the token and the address are what it is decided by.
    elevated(trx, async () => {
      const { invitation, proposal, state } = await lockInvitation(trx, actor, token);
      if (actor.kind !== 'person') throw new DomainError('forbidden', 'sign_in_first');
      const { id: invitationId, proposalId, partnerId } = invitation;
      const { personId } = actor;
      if (
        state === 'used' &&
        invitation.status === 'accepted' &&
        invitation.answeredBy === personId
      ) {
        return { proposalId };
      }
      assertOpen(state);
      assertDraft(proposal);
      await assertFree(trx, proposalId, personId);
      await joinPartner(trx, invitation);
      await insertMember(context, trx, invitation, personId);
      await answer(trx, invitationId, personId);
      await append({ kind: 'proposal', id: proposalId }, 'consortium.invitation_accepted', {
        proposalId,
        partnerId,
        invitationId,
        personId,
      });
      await syncAccess(trx, proposalId);
      return { proposalId };
    }),
  );
}

async function assertFree(trx: Trx, proposalId: string, personId: string): Promise<void> {
  if (await findMemberByPerson(trx, proposalId, personId)) {
    throw new DomainError('conflict', 'already_member');
  }
}

async function joinPartner(trx: Trx, invitation: Invitation): Promise<void> {
  const { proposalId, partnerId } = invitation;
  const partner = await findPartner(trx, proposalId, partnerId);
  if (partner?.status === 'accepted') return;
  if (partner?.status !== 'invited' || invitation.invites !== 'organisation') {
    throw new DomainError('expired', 'invitation_withdrawn');
  }
  await trx
    .updateTable('partner')
    .set({ status: 'accepted', joinedAt: sql<Date>`samspel.now()` })
    .where('id', '=', partnerId)
    .execute();
}

async function insertMember(
  context: Context,
  trx: Trx,
  { proposalId, partnerId, role }: Invitation,
  personId: string,
): Promise<void> {
  await trx
    .insertInto('proposalMember')
    .values({ id: context.ids.newId(), proposalId, partnerId, personId, role, toAt: null })
    .execute();
  // From now on the directory knows them as somebody of that organisation.
  await trx
    .insertInto('membership')
    .columns(['id', 'personId', 'organisationId', 'role'])
    .expression((query) =>
      query
        .selectFrom('partner')
        .where('partner.id', '=', partnerId)
        .select([
          sql<string>`${context.ids.newId()}::uuid`.as('id'),
          sql<string>`${personId}::uuid`.as('personId'),
          'partner.organisationId',
          sql<'member'>`'member'`.as('role'),
        ]),
    )
    .onConflict((conflict) =>
      conflict.columns(['personId', 'organisationId']).where('toAt', 'is', null).doNothing(),
    )
    .execute();
}

async function answer(trx: Trx, invitationId: string, personId: string): Promise<void> {
  await trx
    .updateTable('invitation')
    .set({ status: 'accepted', answeredAt: sql<Date>`samspel.now()`, answeredBy: personId })
    .where('id', '=', invitationId)
    .execute();
}
