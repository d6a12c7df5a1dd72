import { canConsortium } from '@samspel/domain/consortium/can-consortium';
import type { PersonRole } from '@samspel/domain/consortium/partner';
import { assertAllowed } from '@samspel/domain/decision';
import { syncAccess } from '../../access/sync-access.ts';
import { type Context, runCommand } from '../../command.ts';
import { absentError } from '../../proposal/proposal.queries.ts';
import { lockMember } from './lock-member.ts';

/** A partner gives one of its people another role; the last coordinator stays one. */
export function changeRole(
  context: Context,
  input: { proposalId: string; memberId: string; role: PersonRole },
): Promise<void> {
  return runCommand(context, async ({ trx, actor, append }) => {
    const { proposalId, role } = input;
    const { member, target } = await lockMember(trx, actor, input);
    assertAllowed(canConsortium(actor, 'consortium.change_role', { ...target, role }));
    if (!member) throw absentError({ field: 'memberId' });
    if (member.role === role) return;
    await trx.updateTable('proposalMember').set({ role }).where('id', '=', member.id).execute();
    await append({ kind: 'proposal', id: proposalId }, 'consortium.role_changed', {
      proposalId,
      partnerId: member.partnerId,
      personId: member.personId,
      role,
    });
    await syncAccess(trx, proposalId);
  });
}
