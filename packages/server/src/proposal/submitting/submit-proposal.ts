import { personIdOf } from '@samspel/domain/actor';
import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import type { Finding } from '@samspel/domain/finding';
import { canProposal } from '@samspel/domain/proposal/can-proposal';
import { findingOf } from '@samspel/domain/rules';
import { failpoint } from '@samspel/platform/failpoint';
import { insist } from '@samspel/platform/insist';
import { sql } from 'kysely';
import { syncAccess } from '../../access/sync-access.ts';
import { type CommandScope, type Context, runCommand } from '../../command.ts';
import type { Trx } from '../../database.ts';
import type { SubmitProposal } from '../inputs.ts';
import { absentError, callOf, lockProposal, type ProposalRow } from '../proposal.queries.ts';
import { arrivalInstant } from './arrival.ts';
import { decideOrHandBack } from './hand-back-submission.ts';
import type { Decided } from './intent.queries.ts';
import { contentMarkOf, receiptInstant } from './receipt-instant.queries.ts';

/**
 * Submits in two transactions. The first records when the complete request came in, and freezes every
 * document; the second decides on the frozen state. Killed in between, the worker's sweeper decides,
 * with the same recorded instant.
 */
export async function submitProposal(context: Context, input: SubmitProposal): Promise<Decided> {
  // Before any lock is waited for: a queue at the deadline must not make a request late.
  const arrivedAt = context.arrivedAt ?? (await arrivalInstant(context.db));
  // A busy database must not make late what has arrived: it is tried again with the same instant.
  const intentId = await insist(() => receive(context, input, arrivedAt));
  failpoint('submit-received');
  return decideOrHandBack(context, intentId);
}

/** Resolves to the intent whose decision answers this request: its own, or the one before it. */
function receive(context: Context, input: SubmitProposal, arrivedAt: Date): Promise<string> {
  return runCommand(context, async (scope) => {
    const { trx, actor } = scope;
    const { proposal, subject } = await lockProposal(trx, actor, input.id);
    // Who may submit gets an answer in every phase: a second request is answered by the first's.
    assertAllowed(canProposal(actor, 'proposal.submit', { ...subject, phase: 'draft' }));
    const personId = personIdOf(actor);
    if (!personId) throw absentError();
    const answering = await findAnswering(trx, proposal, input.intentId);
    if (answering) return answering;
    await assertSeenVersion(trx, input);
    const { definition, closesAt } = await callOf(trx, proposal);
    const contentMark = await contentMarkOf(trx, input.id);
    const receivedAt = await receiptInstant(trx, input.id, arrivedAt, contentMark);
    const intent = { id: input.intentId, proposalId: input.id, personId, receivedAt, contentMark };
    if (receivedAt > closesAt) {
      const place = { kind: 'call' } as const;
      const instants = { closesAt: definition.closesAt, receivedAt: receivedAt.toISOString() };
      const late = findingOf('CL2', 'proposal', instants, place);
      await refuseLate(context, scope, intent, late);
    } else {
      await takeIn(context, scope, intent);
    }
    failpoint('submit-receiving');
    return input.intentId;
  });
}

async function findAnswering(
  trx: Trx,
  proposal: ProposalRow,
  intentId: string,
): Promise<string | null> {
  const same = await trx
    .selectFrom('submitIntent')
    .select(['id', 'proposalId'])
    .where('id', '=', intentId)
    .executeTakeFirst();
  if (same && same.proposalId !== proposal.id) throw absentError({ field: 'intentId' });
  if (same) return same.id;
  if (proposal.status === 'draft') return null;
  const state = proposal.status === 'submitting' ? 'received' : 'accepted';
  const latest = await trx
    .selectFrom('submitIntent')
    .select('id')
    .where('proposalId', '=', proposal.id)
    .where('state', '=', state)
    .orderBy('finishedAt', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  return latest.id;
}

async function assertSeenVersion(trx: Trx, { id, expectedVersion }: SubmitProposal): Promise<void> {
  if (expectedVersion === undefined) return;
  const aggregate = await trx
    .selectFrom('aggregate')
    .select('version')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (aggregate.version > expectedVersion) throw new DomainError('conflict', 'changed_meanwhile');
}

interface Intent {
  id: string;
  proposalId: string;
  personId: string;
  receivedAt: Date;
  contentMark: Buffer;
}

const undecided = {
  state: 'received',
  findings: null,
  finishedAt: null,
  lastAttemptAt: null,
} as const;

async function takeIn(context: Context, scope: CommandScope, intent: Intent): Promise<void> {
  const { trx, append } = scope;
  const { proposalId, receivedAt } = intent;
  const submissionId = context.ids.newId();
  await trx
    .insertInto('submitIntent')
    .values({ ...intent, ...undecided, submissionId })
    .execute();
  await trx
    .updateTable('proposal')
    .set({ status: 'submitting' })
    .where('id', '=', proposalId)
    .execute();
  await syncAccess(trx, proposalId);
  await append({ kind: 'proposal', id: proposalId }, 'proposal.submission_received', {
    proposalId,
    submissionId,
    receivedAt: receivedAt.toISOString(),
  });
}

async function refuseLate(
  context: Context,
  { trx, append }: CommandScope,
  intent: Intent,
  late: Finding,
): Promise<void> {
  const submissionId = context.ids.newId();
  await trx
    .insertInto('submitIntent')
    .values({
      ...intent,
      ...undecided,
      state: 'refused',
      findings: JSON.stringify([late]),
      submissionId,
      finishedAt: sql<Date>`samspel.now()`,
    })
    .execute();
  const aggregate = { kind: 'proposal', id: intent.proposalId } as const;
  await append(aggregate, 'proposal.submission_refused', {
    proposalId: intent.proposalId,
    submissionId,
    rules: [late.rule],
  });
}
