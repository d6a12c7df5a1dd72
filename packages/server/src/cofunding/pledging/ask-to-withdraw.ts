import { isMade } from '@samspel/domain/cofunding/decide-pledge';
import { DomainError } from '@samspel/domain/errors';
import { type Context, runCommand } from '../../command.ts';
import type { Trx } from '../../database.ts';
import type { AskToWithdraw } from '../inputs.ts';
import { type PledgeRow, storeEntry } from '../store-entry.ts';
import { asSystem } from './confirm-address.ts';
import { assertNotTooOften, lockByLink, type Visitor } from './pledge-door.ts';

/**
 * PL3: once an answer can no longer be changed, the co-funder asks, and the consortium and the authority
 * decide what comes of it. The pledge stands.
 */
export function askToWithdraw(
  context: Context,
  { token, signedName, reason }: AskToWithdraw,
  visitor: Visitor,
): Promise<void> {
  return runCommand(asSystem(context), async ({ trx, append }) => {
    const { pledge, phase, expired } = await lockByLink(trx, token, visitor);
    const { id: pledgeId, proposalId, partnerId, status, pledgedMinor } = pledge;
    if (!isMade(status)) throw new DomainError('conflict', 'pledge_is_not_made');
    if (phase === 'draft' && !expired && status !== 'paid_in') {
      throw new DomainError('conflict', 'pledge_can_be_withdrawn');
    }
    if (await askedAlready(trx, pledge, reason)) return;
    await assertNotTooOften(trx, pledge);
    await storeEntry(trx, pledge, {
      ...{ what: 'withdrawal_requested', status, amountMinor: pledgedMinor },
      ...{ reason, byName: signedName },
    });
    await append({ kind: 'proposal', id: proposalId }, 'cofunding.pledge_withdrawal_requested', {
      ...{ proposalId, partnerId, pledgeId },
    });
  });
}

async function askedAlready(trx: Trx, pledge: PledgeRow, reason: string): Promise<boolean> {
  const newest = await trx
    .selectFrom('pledgeEntry')
    .select(['what', 'reason'])
    .where('pledgeId', '=', pledge.id)
    .where('number', '=', pledge.version)
    .executeTakeFirst();
  return newest?.what === 'withdrawal_requested' && newest.reason === reason;
}
