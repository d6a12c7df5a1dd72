import { annexFileName } from '@samspel/domain/annex/verify-annexes';
import type { SubmissionDocument } from '@samspel/domain/proposal/canonical-application';
import { tarEnd, tarEntry, tarHeader, tarPadding } from '@samspel/platform/backup/tar';
import type { Files } from '@samspel/platform/files/files';
import { type Context, withActor } from '../command.ts';
import { exportText } from './export-submission.ts';
import { findReadableSubmission } from './readable-submission.queries.ts';

/** What the sealed submission is called in a bundle; `samspel verify` looks for it. */
export const exportName = 'submission.json';

export interface Bundle {
  filename: string;
  mediaType: string;
  content: AsyncIterable<Buffer>;
}

/** A submission with its annexes' files, as one tar file that anybody can verify without us. */
export async function exportBundleOf(
  { db, actor, files }: Pick<Context, 'db' | 'actor'> & { files: Files },
  submissionId: string,
): Promise<Bundle> {
  const { reference, content, text } = await withActor(db, actor, async (trx) => {
    const row = await findReadableSubmission(trx, actor, submissionId);
    return { ...row, text: await exportText(trx, submissionId, row.isMember) };
  });
  const { annexes = [] } = JSON.parse(content) as SubmissionDocument;
  async function* bundle(): AsyncGenerator<Buffer> {
    yield tarEntry({ name: exportName, content: Buffer.from(text, 'utf8') });
    for (const [index, annex] of annexes.entries()) {
      yield tarHeader(annexFileName(index, annex), annex.sizeBytes);
      yield* (await files.read(annex.sha256)) as AsyncIterable<Buffer>;
      yield tarPadding(annex.sizeBytes);
    }
    yield tarEnd();
  }
  return { filename: `${reference}.tar`, mediaType: 'application/x-tar', content: bundle() };
}
