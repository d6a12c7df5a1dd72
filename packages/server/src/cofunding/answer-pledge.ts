import { DomainError } from '@samspel/domain/errors';
import { databaseNow } from '@samspel/platform/clock';
import { sql } from 'kysely';
import { type Context, runCommand } from '../command.ts';
import type { Trx } from '../database.ts';
import { absentError } from '../proposal/proposal.queries.ts';
import type { AnswerPledge } from './inputs.ts';
import { findByToken, type PledgeRow } from './pledge-offer.queries.ts';

const ANSWERS_PER_HOUR = 10;

/**
 * A co-funder pledges, changes its pledge or declines, with the link as its only key. The link works
 * until the call closes or the consortium takes the request back.
 */
export function answerPledge(
  context: Context,
  input: AnswerPledge,
): Promise<{ status: 'pledged' | 'declined' }> {
  // The holder of the link is nobody to the database's policies; what it may touch is decided here.
  const asSystem: Context = { ...context, actor: { kind: 'system' } };
  return runCommand(asSystem, async ({ trx, append }) => {
    const pledge = await lockPledge(trx, input.token);
    await assertAnswerable(trx, pledge);
    const { id: pledgeId, proposalId, partnerId } = pledge;
    const pledgedMinor = amountOf(pledge, input);
    const status = pledgedMinor === null ? 'declined' : 'pledged';
    if (pledge.status === status && pledge.pledgedMinor === pledgedMinor) return { status };
    await assertNotTooOften(trx, pledge);
    await trx
      .updateTable('pledge')
      .set({
        status,
        pledgedMinor,
        signedName: input.signedName,
        reason: input.reason ?? '',
        answeredAt: await databaseNow(trx),
      })
      .where('id', '=', pledgeId)
      .execute();
    const aggregate = { kind: 'proposal', id: proposalId } as const;
    if (pledgedMinor === null) {
      await append(aggregate, 'cofunding.pledge_declined', { proposalId, partnerId, pledgeId });
    } else {
      const amountMinor = pledgedMinor.toString();
      const payload = { proposalId, partnerId, pledgeId, amountMinor };
      await append(aggregate, 'cofunding.pledge_made', payload);
    }
    return { status };
  });
}

/** Blocks filling the consortium's inboxes and a mailbox by changing one's mind over and over. */
async function assertNotTooOften(trx: Trx, { id, proposalId }: PledgeRow): Promise<void> {
  const { count } = await trx
    .selectFrom('event')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('aggregateId', '=', proposalId)
    .where('type', 'in', ['cofunding.pledge_made', 'cofunding.pledge_declined'])
    .where(sql`payload ->> 'pledgeId'`, '=', id)
    .where('at', '>', sql<Date>`samspel.now() - interval '1 hour'`)
    .executeTakeFirstOrThrow();
  if (count >= ANSWERS_PER_HOUR) throw new DomainError('rate_limited', 'too_many_answers');
}

/** Null declines; a pledge without an amount is for what was asked. */
function amountOf(pledge: PledgeRow, { answer, amountMinor }: AnswerPledge): bigint | null {
  if (answer === 'decline') return null;
  return amountMinor === undefined ? pledge.requestedMinor : BigInt(amountMinor);
}

/** The proposal first, as every command locks it; then the pledge as it is now. */
async function lockPledge(trx: Trx, token: string): Promise<PledgeRow> {
  const found = await findByToken(trx, token);
  if (!found) throw absentError({ field: 'token' });
  await trx
    .selectFrom('proposal')
    .select('id')
    .where('id', '=', found.proposalId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return trx
    .selectFrom('pledge')
    .selectAll()
    .where('id', '=', found.id)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

async function assertAnswerable(trx: Trx, pledge: PledgeRow): Promise<void> {
  if (pledge.status === 'revoked') throw new DomainError('used', 'pledge_revoked');
  if ((await databaseNow(trx)) > pledge.expiresAt) {
    throw new DomainError('expired', 'pledge_expired');
  }
  const { status } = await trx
    .selectFrom('proposal')
    .select('status')
    .where('id', '=', pledge.proposalId)
    .executeTakeFirstOrThrow();
  if (status !== 'draft') throw new DomainError('frozen', 'already_submitted');
}
