import { assertAllowed } from '@samspel/domain/decision';
import type { Language } from '@samspel/domain/person/person-view';
import { canProposal } from '@samspel/domain/proposal/can-proposal';
import { canonicalApplication } from '@samspel/domain/proposal/canonical-application';
import { checkProposal } from '@samspel/domain/proposal/check-proposal';
import { databaseNow } from '@samspel/platform/clock';
import { type Context, withActor } from '../../command.ts';
import type { Trx } from '../../database.ts';
import { printApplication } from '../../pdf/print-application.ts';
import type { PrintDocument } from '../../pdf/print-model.ts';
import { printOnRequest } from '../../pdf/print-on-request.ts';
import { namesOf } from '../../person/person.queries.ts';
import type { SubmissionFile } from '../../submission/export-submission.ts';
import { signerIds } from '../../submission/print-submission.queries.ts';
import { milestoneOwners } from '../../workplan/workplan.queries.ts';
import { callOf, findProposal } from '../proposal.queries.ts';
import { loadApplication } from './load-application.ts';

/** The application as it stands, marked as a draft on each page, for a board to read. */
export async function draftPdf(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  { proposalId, language = 'sv' }: { proposalId: string; language?: Language },
): Promise<SubmissionFile> {
  const printable = await withActor(db, actor, async (trx) => {
    const { subject } = await findProposal(trx, actor, proposalId);
    assertAllowed(canProposal(actor, 'proposal.export_draft', subject));
    return printDraft(trx, proposalId, language);
  });
  return {
    filename: `${language === 'sv' ? 'utkast' : 'draft'}.pdf`,
    mediaType: 'application/pdf',
    bytes: await printOnRequest(printable),
  };
}

async function printDraft(
  trx: Trx,
  proposalId: string,
  language: Language,
): Promise<PrintDocument> {
  const application = await loadApplication(trx, proposalId, await databaseNow(trx));
  const document = canonicalApplication(application, '');
  const { callId } = await trx
    .selectFrom('proposal')
    .select('callId')
    .where('id', '=', proposalId)
    .executeTakeFirstOrThrow();
  const call = await callOf(trx, { callId });
  return printApplication({
    language,
    document,
    authorityName: call.authorityName,
    signers: await namesOf(trx, signerIds(document)),
    owners: await milestoneOwners(trx, document),
    receipt: null,
    findings: checkProposal(application).findings,
  });
}
