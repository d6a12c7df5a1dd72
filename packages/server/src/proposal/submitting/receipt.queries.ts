import { assertAllowed } from '@samspel/domain/decision';
import { canProposal } from '@samspel/domain/proposal/can-proposal';
import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import type {
  ReceiptView,
  SubmissionRef,
  SubmitOutcome,
} from '@samspel/domain/proposal/proposal-view';
import { type Context, withActor } from '../../command.ts';
import { findReadableSubmission } from '../../submission/readable-submission.queries.ts';
import { listRefs } from '../../submission/submission.queries.ts';
import { absentError, callOf, findProposal } from '../proposal.queries.ts';
import type { Decided } from './intent.queries.ts';

type Asker = Pick<Context, 'db' | 'actor'>;

export function listSubmissions(
  { db, actor }: Asker,
  { id }: { id: string },
): Promise<SubmissionRef[]> {
  return withActor(db, actor, async (trx) => {
    const { subject } = await findProposal(trx, actor, id);
    assertAllowed(canProposal(actor, 'proposal.read', subject));
    return listRefs(trx, id);
  });
}

/** The answer to a submitting client: the receipt's line, or the reasons. */
export async function outcomeView(
  asker: Asker,
  proposalId: string,
  decided: Decided,
): Promise<SubmitOutcome> {
  if (decided.outcome === 'refused') return decided;
  const refs = await listSubmissions(asker, { id: proposalId });
  const submission = refs.find(({ id }) => id === decided.submissionId);
  if (!submission) throw absentError();
  return { outcome: 'accepted', submission };
}

/** What a member or an officer holds in hand of a submission. */
export function getReceipt(
  { db, actor }: Asker,
  { submissionId }: { submissionId: string },
): Promise<ReceiptView> {
  return withActor(db, actor, async (trx) => {
    const row = await findReadableSubmission(trx, actor, submissionId);
    const refs = await listRefs(trx, row.proposalId);
    const document = JSON.parse(row.content) as SubmissionDocument;
    const call = await callOf(trx, row);
    return {
      submission: refs.find(({ id }) => id === row.id)!,
      proposalId: row.proposalId,
      proposalTitle: document.proposal.title,
      callTitle: document.call.title,
      authorityName: call.authorityName,
      leadName: document.partners.find(({ role }) => role === 'lead')?.organisationName ?? '',
      auditHead: row.auditHead.toString('hex'),
      currency: row.currency,
      partners: document.budget.partners.map(({ id, totalMinor, euMinor, ownMinor }) => ({
        partnerId: id,
        name: document.partners.find((partner) => partner.id === id)?.organisationName ?? '',
        totalMinor,
        euMinor,
        ownMinor,
      })),
    };
  });
}
