import type { Language } from '@samspel/domain/person/person-view';
import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import type { Trx } from '../database.ts';
import { printApplication } from '../pdf/print-application.ts';
import type { PrintDocument } from '../pdf/print-model.ts';
import { namesOf } from '../person/person.queries.ts';
import { callOf } from '../proposal/proposal.queries.ts';
import { milestoneOwners } from '../workplan/workplan.queries.ts';

/** A submission as it is printed; the same rows give the same bytes. */
export async function printSubmission(
  trx: Trx,
  submissionId: string,
  language: Language,
): Promise<PrintDocument> {
  const row = await trx
    .selectFrom('submission')
    .selectAll()
    .where('id', '=', submissionId)
    .executeTakeFirstOrThrow();
  const document = JSON.parse(row.content) as SubmissionDocument;
  const call = await callOf(trx, row);
  const signers = await namesOf(trx, [row.submittedBy, ...signerIds(document)]);
  return printApplication({
    language,
    document,
    authorityName: call.authorityName,
    signers,
    owners: await milestoneOwners(trx, document),
    findings: document.findings,
    receipt: {
      reference: row.reference,
      number: row.number,
      sha256: row.sha256.toString('hex'),
      auditHead: row.auditHead.toString('hex'),
      submittedByName: signers.get(row.submittedBy) ?? '',
    },
  });
}

export function signerIds({ partners }: SubmissionDocument): string[] {
  return partners.flatMap(({ signOff }) => (signOff ? [signOff.by] : []));
}
