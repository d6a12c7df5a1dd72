import { endsWithPartner } from '@samspel/domain/cofunding/decide-pledge';
import type { StoredEvent } from '@samspel/platform/outbox/event';
import { appendTyped } from '../../command.ts';
import type { Trx } from '../../database.ts';
import { endPledge } from './end-pledge.ts';

const system = { kind: 'system' } as const;

/** PL10: ends each question and promise of a partner that has left, and tells of it by an event of its own. */
export async function endPledgesOfPartner(trx: Trx, event: StoredEvent): Promise<void> {
  const { proposalId, partnerId } = event.payload as { proposalId: string; partnerId: string };
  // The proposal first, as every command locks it.
  await trx.selectFrom('proposal').select('id').where('id', '=', proposalId).forUpdate().execute();
  const partner = await trx
    .selectFrom('partner')
    .select('status')
    .where('id', '=', partnerId)
    .executeTakeFirst();
  if (partner?.status !== 'left') return;
  const pledges = await trx
    .selectFrom('pledge')
    .selectAll()
    .where('partnerId', '=', partnerId)
    .orderBy('id')
    .execute();
  for (const pledge of pledges.filter(endsWithPartner)) {
    await endPledge(trx, pledge, event.actorId ? { personId: event.actorId } : {});
    const payload = { proposalId, partnerId, pledgeId: pledge.id };
    const aggregate = { kind: 'proposal', id: proposalId } as const;
    await appendTyped(trx, system, aggregate, 'cofunding.pledge_revoked', payload);
  }
}
