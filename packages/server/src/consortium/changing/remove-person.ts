import { canConsortium } from '@samspel/domain/consortium/can-consortium';
import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import { sql } from 'kysely';
import { syncAccess } from '../../access/sync-access.ts';
import { type Context, elevated, runCommand } from '../../command.ts';
import { absentError } from '../../proposal/proposal.queries.ts';
import { lockMember } from './lock-member.ts';

/** A partner takes one of its people out; its last one goes only with the partner itself. */
export function removePerson(
  context: Context,
  input: { proposalId: string; memberId: string },
): Promise<void> {
  return runCommand(context, async ({ trx, actor, append }) => {
    const { proposalId } = input;
    const { member, target, lastOfPartner } = await lockMember(trx, actor, input);
    assertAllowed(canConsortium(actor, 'consortium.remove_person', target));
    if (!member) throw absentError({ field: 'memberId' });
    if (lastOfPartner) throw new DomainError('conflict', 'last_person_of_partner');
    await trx
      .updateTable('proposalMember')
      .set({ toAt: sql<Date>`samspel.now()` })
      .where('id', '=', member.id)
      .execute();
    await append({ kind: 'proposal', id: proposalId }, 'consortium.person_removed', {
      proposalId,
      partnerId: member.partnerId,
      personId: member.personId,
    });
    // It may have been oneself: then the rows are no longer one's own to read.
    await elevated(trx, () => syncAccess(trx, proposalId));
  });
}
