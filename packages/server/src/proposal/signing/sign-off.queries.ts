import { personIdOf } from '@samspel/domain/actor';
import { sql } from 'kysely';
import type { CommandScope } from '../../command.ts';
import type { Db, Trx } from '../../database.ts';

export type SignOffEnd = 'changed' | 'withdrawn' | 'partner_left' | 'lead_changed';

export async function isSigned(db: Db | Trx, partnerId: string): Promise<boolean> {
  const row = await db
    .selectFrom('signOff')
    .select('id')
    .where('partnerId', '=', partnerId)
    .where('withdrawnAt', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Ends the sign-offs that these partners have, for good: what follows must be signed again. The caller
 * holds the proposal's row and calls syncAccess afterwards, which thaws the parts.
 */
export async function endSignOffs(
  { trx, actor, append }: CommandScope,
  end: { proposalId: string; partnerIds: readonly string[]; reason: SignOffEnd; note?: string },
): Promise<void> {
  if (end.partnerIds.length === 0) return;
  const ended = await trx
    .updateTable('signOff')
    .set({
      withdrawnAt: sql<Date>`samspel.now()`,
      withdrawnBy: personIdOf(actor),
      withdrawnReason: end.note || end.reason,
    })
    .where('proposalId', '=', end.proposalId)
    .where('partnerId', 'in', end.partnerIds)
    .where('withdrawnAt', 'is', null)
    .returning(['id', 'partnerId'])
    .execute();
  const aggregate = { kind: 'proposal', id: end.proposalId } as const;
  for (const { id, partnerId } of ended) {
    await append(aggregate, 'proposal.part_sign_off_withdrawn', {
      proposalId: end.proposalId,
      partnerId,
      signOffId: id,
      reason: end.reason,
    });
  }
}
