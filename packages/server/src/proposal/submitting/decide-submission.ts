import { canonicalJson } from '@samspel/domain/canonical-json';
import { isBlocking } from '@samspel/domain/finding';
import type { Application } from '@samspel/domain/proposal/application';
import {
  canonicalApplication,
  type SubmissionDocument,
} from '@samspel/domain/proposal/canonical-application';
import { checkProposal } from '@samspel/domain/proposal/check-proposal';
import { topics } from '@samspel/platform/bus/bus';
import { failpoint } from '@samspel/platform/failpoint';
import { sql } from 'kysely';
import { syncAccess } from '../../access/sync-access.ts';
import { appendTyped, type Context, withActor } from '../../command.ts';
import type { Trx } from '../../database.ts';
import { insertMoney, totalsOf } from '../../submission/insert-money.ts';
import { moneyOfDocument } from '../../submission/money-of-document.ts';
import { referenceOf } from '../../submission/reference.ts';
import { callOf } from '../proposal.queries.ts';
import { loadApplication, sha256 } from '../reading/load-application.ts';
import {
  aggregateOf,
  type Decided,
  finish,
  type Intent,
  lockIntent,
  outcomeOf,
  submitterOf,
} from './intent.queries.ts';
import { refuseIntent } from './refuse-intent.ts';

/**
 * Decides an intent on the frozen state, as of the instant it was received. Whoever comes second, the
 * sweeper included, finds it decided and gets the same answer.
 */
export async function decideSubmission(
  context: Pick<Context, 'db' | 'bus'>,
  intentId: string,
): Promise<Decided> {
  const result = await withActor(context.db, { kind: 'system' }, async (trx) => {
    // A large application is computed while the transaction stands idle, longer than others may.
    await sql`select set_config('idle_in_transaction_session_timeout', '60s', true)`.execute(trx);
    const intent = await lockIntent(trx, intentId);
    if (intent.state !== 'received') return { decided: outcomeOf(intent), changed: false };
    const application = await loadApplication(trx, intent.proposalId, intent.receivedAt);
    failpoint('submit-loaded');
    const { findings } = checkProposal(application);
    const decided = findings.some(isBlocking)
      ? await refuseIntent(trx, intent, findings)
      : await accept(trx, intent, application);
    failpoint('submit-deciding');
    return { decided, changed: true };
  });
  failpoint('submit-decided');
  if (result.changed) void context.bus.publish(topics.outbox, {});
  return result.decided;
}

async function accept(trx: Trx, intent: Intent, application: Application): Promise<Decided> {
  const document = canonicalApplication(application, intent.personId);
  const submissionId = await insertSubmission(trx, intent, document);
  failpoint('submit-stored');
  await finish(trx, intent, { state: 'accepted' });
  await trx
    .updateTable('proposal')
    .set({ status: 'submitted' })
    .where('id', '=', intent.proposalId)
    .execute();
  await syncAccess(trx, intent.proposalId);
  return { outcome: 'accepted', submissionId };
}

async function insertSubmission(
  trx: Trx,
  intent: Intent,
  document: SubmissionDocument,
): Promise<string> {
  const { proposalId, receivedAt } = intent;
  const submissionId = intent.submissionId!;
  const content = canonicalJson(document);
  const hash = sha256(content);
  const number = await nextNumber(trx, proposalId);
  const { callId } = await trx
    .selectFrom('proposal')
    .select('callId')
    .where('id', '=', proposalId)
    .executeTakeFirstOrThrow();
  const { definition } = await callOf(trx, { callId });
  const reference = referenceOf(definition.code, proposalId, number);
  const { currency } = definition;
  const money = moneyOfDocument(document);
  const totals = totalsOf(money);
  const event = await appendTyped(
    trx,
    submitterOf(intent),
    aggregateOf(intent),
    'proposal.submitted',
    {
      proposalId,
      callId,
      submissionId,
      number,
      reference,
      documentHash: hash,
      receivedAt: receivedAt.toISOString(),
      currency,
      totalMinor: totals.totalMinor.toString(),
      euMinor: totals.euMinor.toString(),
    },
  );
  await trx
    .insertInto('submission')
    .values({
      id: submissionId,
      proposalId,
      callId,
      number,
      reference,
      receivedAt,
      submittedBy: intent.personId,
      content,
      sha256: Buffer.from(hash, 'hex'),
      auditHead: event.hash,
      currency,
      ...totals,
      pdfSha256: null,
      withdrawnAt: null,
      withdrawnBy: null,
    })
    .execute();
  await insertMoney(trx, submissionId, money);
  return submissionId;
}

async function nextNumber(trx: Trx, proposalId: string): Promise<number> {
  const { last } = await trx
    .selectFrom('submission')
    .select(({ fn }) => fn.max('number').as('last'))
    .where('proposalId', '=', proposalId)
    .executeTakeFirstOrThrow();
  return (last ?? 0) + 1;
}
