import type { PledgeStatus } from '@samspel/domain/cofunding/cofunding-view';
import {
  decidePledge,
  isMade,
  type PledgeOutcome,
  standingStatuses,
} from '@samspel/domain/cofunding/decide-pledge';
import { DomainError } from '@samspel/domain/errors';
import { databaseNow } from '@samspel/platform/clock';
import { type CommandScope, type Context, runCommand } from '../../command.ts';
import type { Trx } from '../../database.ts';
import type { AnswerPledge } from '../inputs.ts';
import { type PledgeRow, storeEntry } from '../store-entry.ts';
import { asSystem } from './confirm-address.ts';
import { assertNotTooOften, assertOpen, lockByLink, type Visitor } from './pledge-door.ts';
import { endSignature } from './pledge-proof.ts';

/** A co-funder pledges, changes its amount, declines, or withdraws what it pledged. */
export function answerPledge(
  context: Context,
  input: AnswerPledge,
  visitor: Visitor,
): Promise<{ status: PledgeStatus }> {
  return runCommand(asSystem(context), async ({ trx, append }) => {
    const locked = await lockByLink(trx, input.token, visitor);
    const { pledge } = locked;
    assertOpen(locked);
    const outcome = decidePledge(pledge, answerOf(input), input.seen);
    if (outcome.kind === 'refused') throw new DomainError(outcome.code, outcome.reason);
    if (outcome.kind === 'same') return { status: outcome.status };
    await assertNotTooOften(trx, pledge);
    if (!isMade(pledge.status) && isMade(outcome.status)) await assertNobodyElse(trx, pledge);
    await store(trx, pledge, outcome, input);
    await appendAnswer(append, pledge, outcome);
    return { status: outcome.status };
  });
}

type Next = Extract<PledgeOutcome, { kind: 'next' }>;

function answerOf({ answer, amountMinor }: AnswerPledge) {
  if (answer !== 'pledge') return { answer };
  return { answer, amountMinor: amountMinor === undefined ? null : BigInt(amountMinor) };
}

/** After a no the partner may have asked somebody else for the same source. */
async function assertNobodyElse(trx: Trx, pledge: PledgeRow): Promise<void> {
  const other = await trx
    .selectFrom('pledge')
    .select('id')
    .where('partnerId', '=', pledge.partnerId)
    .where('sourceId', '=', pledge.sourceId)
    .where('id', '<>', pledge.id)
    .where('status', 'in', standingStatuses)
    .executeTakeFirst();
  if (other) throw new DomainError('conflict', 'pledge_asked_another');
}

async function store(
  trx: Trx,
  pledge: PledgeRow,
  { what, status, pledgedMinor }: Next,
  { signedName, signedFunction = '', reason = '' }: AnswerPledge,
): Promise<void> {
  const answeredAt = await databaseNow(trx);
  await endSignature(trx, pledge.id, answeredAt);
  await storeEntry(
    trx,
    pledge,
    {
      what,
      status,
      amountMinor: pledgedMinor,
      reason,
      byName: signedName,
      byFunction: signedFunction,
    },
    { signedName, signedFunction, reason, answeredAt },
  );
}

async function appendAnswer(
  append: CommandScope['append'],
  { id: pledgeId, proposalId, partnerId, pledgedMinor: before }: PledgeRow,
  { status, pledgedMinor }: Next,
): Promise<void> {
  const aggregate = { kind: 'proposal', id: proposalId } as const;
  const payload = { proposalId, partnerId, pledgeId };
  if (pledgedMinor === null) {
    await append(
      aggregate,
      status === 'declined' ? 'cofunding.pledge_declined' : 'cofunding.pledge_withdrawn',
      payload,
    );
    return;
  }
  const amountMinor = pledgedMinor.toString();
  if (before === null) {
    await append(aggregate, 'cofunding.pledge_made', { ...payload, amountMinor });
  } else {
    const previousMinor = before.toString();
    await append(aggregate, 'cofunding.pledge_changed', { ...payload, amountMinor, previousMinor });
  }
}
