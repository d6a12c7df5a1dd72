import { type Finding, isBlocking } from '@samspel/domain/finding';
import { syncAccess } from '../../access/sync-access.ts';
import { appendTyped } from '../../command.ts';
import type { Trx } from '../../database.ts';
import {
  aggregateOf,
  type Decided,
  finish,
  type Intent,
  refusalFor,
  submitterOf,
} from './intent.queries.ts';

/** Reopens everything as it was before: sign-offs stand, their parts stay frozen. */
export async function refuseIntent(
  trx: Trx,
  intent: Intent,
  findings: Finding[],
): Promise<Decided> {
  const { proposalId } = intent;
  const refusal = refusalFor(findings);
  await finish(trx, intent, { state: 'refused', findings: JSON.stringify(findings) });
  await trx.updateTable('proposal').set({ status: 'draft' }).where('id', '=', proposalId).execute();
  await syncAccess(trx, proposalId);
  const telling = findings.filter((finding) => isBlocking(finding) || finding.rule === 'SY1');
  const rules = [...new Set(telling.map(({ rule }) => rule))];
  await appendTyped(trx, submitterOf(intent), aggregateOf(intent), 'proposal.submission_refused', {
    proposalId,
    submissionId: intent.submissionId!,
    rules,
  });
  return refusal;
}
