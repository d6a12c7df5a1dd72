import { DomainError } from '@samspel/domain/errors';
import { type Context, runCommand } from '../../command.ts';
import type { RecordPledgePayment } from '../inputs.ts';
import { provenStatus } from '../pledging/pledge-proof.ts';
import { storeEntry } from '../store-entry.ts';
import { lockPledge } from './lock-pledge.ts';

/** The partner says that a pledge is paid in, or that it was mistaken in that. */
export function recordPayment(context: Context, input: RecordPledgePayment): Promise<void> {
  return runCommand(context, async ({ trx, actor, append }) => {
    const { pledge, personId } = await lockPledge(trx, actor, input.pledgeId);
    const { id: pledgeId, proposalId, partnerId, status, pledgedMinor: amountMinor } = pledge;
    if (amountMinor === null) throw new DomainError('conflict', 'pledge_is_not_made');
    if ((status === 'paid_in') === input.paidIn) return;
    if (input.seen !== pledge.version) throw new DomainError('conflict', 'changed_meanwhile');
    const aggregate = { kind: 'proposal', id: proposalId } as const;
    const payload = { proposalId, partnerId, pledgeId };
    if (input.paidIn) {
      await storeEntry(trx, pledge, { what: 'paid_in', status: 'paid_in', amountMinor, personId });
      const paid = { ...payload, amountMinor: amountMinor.toString() };
      await append(aggregate, 'cofunding.pledge_paid_in', paid);
    } else {
      const before = await provenStatus(trx, { ...pledge, status: 'pledged' });
      await storeEntry(trx, pledge, {
        what: 'payment_undone',
        status: before,
        amountMinor,
        personId,
      });
      await append(aggregate, 'cofunding.pledge_payment_undone', payload);
    }
  });
}
