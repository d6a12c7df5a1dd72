import { sql } from 'kysely';
import { syncAccess } from '../../access/sync-access.ts';
import type { CommandScope } from '../../command.ts';
import type { Trx } from '../../database.ts';
import { listPartners, sectionOwners } from '../../proposal/proposal.queries.ts';
import { endSignOffs } from '../../proposal/signing/sign-off.queries.ts';
import { type Invitation, pendingInvitationsOf } from '../consortium.queries.ts';

const now = sql<Date>`samspel.now()`;

/**
 * A partner takes part no more: its people lose their access, its signature ends, its sections fall to
 * the lead (whose part grows, so that signature ends too), its documents become read-only history.
 */
export async function endPartner(
  scope: CommandScope,
  partner: { proposalId: string; partnerId: string; note: string },
): Promise<void> {
  const { trx } = scope;
  const { proposalId, partnerId, note } = partner;
  const owned = [...(await sectionOwners(trx, proposalId)).values()].includes(partnerId);
  const partners = await listPartners(trx, proposalId);
  const lead = partners.find(({ role, status }) => role === 'lead' && status === 'accepted');
  await endSignOffs(scope, {
    proposalId,
    partnerIds: owned && lead ? [partnerId, lead.id] : [partnerId],
    reason: 'partner_left',
    note,
  });
  await trx.deleteFrom('sectionOwner').where('partnerId', '=', partnerId).execute();
  await trx
    .updateTable('partner')
    .set({ status: 'left', leftAt: now })
    .where('id', '=', partnerId)
    .execute();
  await trx
    .updateTable('proposalMember')
    .set({ toAt: now })
    .where('partnerId', '=', partnerId)
    .where('toAt', 'is', null)
    .execute();
  await trx
    .updateTable('invitation')
    .set({ status: 'withdrawn', answeredAt: now })
    .where('partnerId', '=', partnerId)
    .where('status', '=', 'pending')
    .execute();
  await syncAccess(trx, proposalId);
}

/** An organisation that never answered yes is not waited for once its last invitation is gone. */
export async function settleUnanswered(
  trx: Trx,
  { partnerId }: Pick<Invitation, 'partnerId'>,
  status: 'declined' | 'left',
): Promise<void> {
  const stillAsked = await pendingInvitationsOf(trx, partnerId);
  if (stillAsked.length > 0) return;
  await trx
    .updateTable('partner')
    .set({ status, leftAt: now })
    .where('id', '=', partnerId)
    .where('status', '=', 'invited')
    .execute();
}
