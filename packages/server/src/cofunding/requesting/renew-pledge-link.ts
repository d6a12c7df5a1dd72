import { decideRenewal } from '@samspel/domain/cofunding/decide-pledge';
import { DomainError } from '@samspel/domain/errors';
import { databaseNow } from '@samspel/platform/clock';
import { hashToken } from '@samspel/platform/ids';
import { type Context, runCommand } from '../../command.ts';
import { assertMayAskByMail } from '../../notification/letter-limit.queries.ts';
import { callOf } from '../../proposal/proposal.queries.ts';
import type { RenewPledgeLink } from '../inputs.ts';
import { storeEntry } from '../store-entry.ts';
import { endDevices } from './end-devices.ts';
import { lockPledge } from './lock-pledge.ts';

const PAUSE_MS = 60_000;

/** PL9: sends a new link, good until the call closes; the old one ends in this very moment. */
export function renewPledgeLink(context: Context, input: RenewPledgeLink): Promise<void> {
  return runCommand(context, async ({ trx, actor, append }) => {
    const { pledge, proposal, personId } = await lockPledge(trx, actor, input.pledgeId);
    const { id: pledgeId, proposalId, partnerId, status, pledgedMinor } = pledge;
    const email = input.email ?? pledge.email;
    const decision = decideRenewal(pledge, email);
    if (!decision.ok) throw new DomainError('conflict', decision.reason);
    const { closesAt } = await callOf(trx, proposal);
    const now = await databaseNow(trx);
    if (now > closesAt) throw new DomainError('late', 'call_has_closed');
    if (now.getTime() - pledge.linkSentAt.getTime() < PAUSE_MS) {
      throw new DomainError('rate_limited', 'sent_just_now');
    }
    await assertMayAskByMail(trx, personId);
    await endDevices(trx, pledgeId, now);
    const linkNumber = pledge.linkNumber + 1;
    // Opens nothing: the mail's link gets a token of its own when it is written.
    const tokenHash = hashToken(context.ids.newToken());
    await storeEntry(
      trx,
      pledge,
      { what: 'link_renewed', status, amountMinor: pledgedMinor, personId },
      {
        email,
        tokenHash,
        reminderTokenHash: null,
        linkNumber,
        linkSentAt: now,
        expiresAt: closesAt,
      },
    );
    await append({ kind: 'proposal', id: proposalId }, 'cofunding.pledge_link_renewed', {
      ...{ proposalId, partnerId, pledgeId, number: linkNumber },
    });
  });
}
