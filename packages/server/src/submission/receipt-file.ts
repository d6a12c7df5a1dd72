import type { Language } from '@samspel/domain/person/person-view';
import type { Files } from '@samspel/platform/files/files';
import { type Context, withActor } from '../command.ts';
import { printOnRequest } from '../pdf/print-on-request.ts';
import type { SubmissionFile } from './export-submission.ts';
import { printSubmission } from './print-submission.queries.ts';
import { findReadableSubmission } from './readable-submission.queries.ts';
import { recordLanguage } from './receipt.handlers.ts';

/**
 * The PDF of a submission. The one of record is kept; in the other language, or while the worker has not
 * printed it yet, it is printed anew from the frozen content.
 */
export async function receiptPdf(
  { db, actor, files }: Pick<Context, 'db' | 'actor'> & { files: Files },
  { submissionId, language = recordLanguage }: { submissionId: string; language?: Language },
): Promise<SubmissionFile> {
  const { row, printable } = await withActor(db, actor, async (trx) => ({
    row: await findReadableSubmission(trx, actor, submissionId),
    printable: await printSubmission(trx, submissionId, language),
  }));
  const filename = `${row.reference}.pdf`;
  const mediaType = 'application/pdf';
  if (language === recordLanguage && row.pdfSha256) {
    return { filename, mediaType, bytes: await files.get(row.pdfSha256.toString('hex')) };
  }
  return { filename, mediaType, bytes: await printOnRequest(printable) };
}
