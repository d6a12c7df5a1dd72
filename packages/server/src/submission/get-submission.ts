import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import type { SubmissionView } from '@samspel/domain/submission/submission-view';
import { type Context, withActor } from '../command.ts';
import { milestoneOwners } from '../workplan/workplan.queries.ts';
import { exportText } from './export-submission.ts';
import { findReadableSubmission } from './readable-submission.queries.ts';
import { listRefs } from './submission.queries.ts';
import { verifyExport } from './verify-export.ts';

/** The frozen application as received, re-computed while it is read. */
export function getSubmission(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  { submissionId }: { submissionId: string },
): Promise<SubmissionView> {
  return withActor(db, actor, async (trx) => {
    const row = await findReadableSubmission(trx, actor, submissionId);
    const refs = await listRefs(trx, row.proposalId);
    const content = JSON.parse(row.content) as SubmissionDocument;
    const text = await exportText(trx, submissionId, row.isMember);
    const differences = verifyExport(Buffer.from(text, 'utf8'));
    return {
      ref: refs.find(({ id }) => id === submissionId)!,
      callId: row.callId,
      callTitle: content.call.title,
      currency: row.currency,
      content,
      owners: Object.fromEntries(await milestoneOwners(trx, content)),
      verification: { ok: differences.length === 0, differences },
    };
  });
}
