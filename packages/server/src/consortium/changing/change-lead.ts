import { canConsortium } from '@samspel/domain/consortium/can-consortium';
import { assertAllowed } from '@samspel/domain/decision';
import { syncAccess } from '../../access/sync-access.ts';
import { type Context, runCommand } from '../../command.ts';
import type { Trx } from '../../database.ts';
import { absentError, listPartners } from '../../proposal/proposal.queries.ts';
import { endSignOffs } from '../../proposal/signing/sign-off.queries.ts';
import { findMemberByPerson } from '../consortium.queries.ts';
import { lockPartner } from './lock-partner.ts';

/**
 * Another partner leads from now on, through one of its people. The roles that are the lead's end with
 * it, and both signatures: the description and the sections without an owner change hands.
 */
export function changeLead(
  context: Context,
  input: { proposalId: string; partnerId: string; personId: string },
): Promise<void> {
  return runCommand(context, async (scope) => {
    const { trx, actor, append } = scope;
    const { proposalId, partnerId, personId } = input;
    const { partner, target } = await lockPartner(trx, actor, input);
    assertAllowed(canConsortium(actor, 'consortium.change_lead', target));
    const member = await findMemberByPerson(trx, proposalId, personId);
    if (!partner || member?.partnerId !== partnerId) throw absentError({ field: 'personId' });
    const partners = await listPartners(trx, proposalId);
    const lead = partners.find(({ role, status }) => role === 'lead' && status === 'accepted');
    if (!lead) throw absentError();
    await endSignOffs(scope, {
      proposalId,
      partnerIds: [lead.id, partnerId],
      reason: 'lead_changed',
    });
    await handOver(trx, { from: lead.id, to: partnerId, memberId: member.id });
    await append({ kind: 'proposal', id: proposalId }, 'consortium.lead_changed', {
      proposalId,
      fromPartnerId: lead.id,
      toPartnerId: partnerId,
    });
    await syncAccess(trx, proposalId);
  });
}

// The old lead first: at no moment are there two.
async function handOver(
  trx: Trx,
  { from, to, memberId }: { from: string; to: string; memberId: string },
): Promise<void> {
  await trx.updateTable('partner').set({ role: 'partner' }).where('id', '=', from).execute();
  await trx.updateTable('partner').set({ role: 'lead' }).where('id', '=', to).execute();
  await trx
    .updateTable('proposalMember')
    .set({ role: 'editor' })
    .where('partnerId', '=', from)
    .where('toAt', 'is', null)
    .where('role', 'in', ['coordinator', 'budget_officer'])
    .execute();
  // Links that promise a role of the lead would give it away after it has moved.
  await trx
    .updateTable('invitation')
    .set({ role: 'editor' })
    .where('partnerId', '=', from)
    .where('status', '=', 'pending')
    .where('role', 'in', ['coordinator', 'budget_officer'])
    .execute();
  await trx
    .updateTable('proposalMember')
    .set({ role: 'coordinator' })
    .where('id', '=', memberId)
    .execute();
}
