import type { Language } from '@samspel/domain/person/person-view';
import type { Files } from '@samspel/platform/files/files';
import { queueMail } from '@samspel/platform/mail/queue-mail';
import type { StoredEvent } from '@samspel/platform/outbox/event';
import type { Handler, HandlerContext } from '@samspel/platform/outbox/handler';
import { sql } from 'kysely';
import type { Database, Trx } from '../database.ts';
import { writeLetter } from '../letter.ts';
import { currentMembers } from '../notification/recipients.queries.ts';
import { renderPdf } from '../pdf/render-pdf.ts';
import { exactInstantText } from '../text/format.ts';
import { printSubmission } from './print-submission.queries.ts';

/** The language of the PDF of record: the one in which the authority decides. */
export const recordLanguage: Language = 'sv';

/** Fifty partners with three hundred lines each take some ten seconds on a loaded machine. */
const limits = {
  timeoutMs: 60_000,
  memoryBytes: 1_500_000_000,
  outputBytes: 50_000_000,
  queueMax: Number.POSITIVE_INFINITY,
};

/** Prints the PDF of record and mails every member its receipt with the PDF, in their language. */
export const receiptMail: Handler<Database> = {
  name: 'receipt-mail',
  handle: sendReceipts,
};

async function sendReceipts(
  trx: Trx,
  event: StoredEvent,
  { files, config }: HandlerContext,
): Promise<void> {
  const submissionId = String(event.payload.submissionId);
  // While a large application is printed the transaction stands idle longer than others may.
  await sql`select set_config('idle_in_transaction_session_timeout', '90s', true)`.execute(trx);
  const row = await trx
    .selectFrom('submission')
    .select(['id', 'proposalId', 'reference', 'receivedAt'])
    .where('id', '=', submissionId)
    .executeTakeFirstOrThrow();
  const { title } = await trx
    .selectFrom('proposal')
    .select('title')
    .where('id', '=', row.proposalId)
    .executeTakeFirstOrThrow();
  const members = await currentMembers(trx, row.proposalId);
  const languages = new Set([recordLanguage, ...members.map(({ language }) => language)]);
  const printed = new Map<Language, string>();
  for (const language of languages) {
    printed.set(language, await storePdf(trx, files, submissionId, language));
  }
  await trx
    .updateTable('submission')
    .set({ pdfSha256: Buffer.from(printed.get(recordLanguage)!, 'hex') })
    .where('id', '=', submissionId)
    .execute();
  for (const { personId, email, language } of members) {
    const filename = `${row.reference}.pdf`;
    await queueMail(trx, {
      effectKey: `receipt/${submissionId}/${personId}`,
      to: email,
      ...receiptLetter(language, {
        ...row,
        title,
        link: `${config.publicUrl}/workspace/${row.proposalId}/overview`,
      }),
      attachments: [{ filename, mediaType: 'application/pdf', sha256: printed.get(language)! }],
    });
  }
}

async function storePdf(
  trx: Trx,
  files: Files,
  submissionId: string,
  language: Language,
): Promise<string> {
  const bytes = await renderPdf(await printSubmission(trx, submissionId, language), limits);
  const sha256 = await files.put(bytes);
  await trx
    .insertInto('file')
    .values({
      sha256: Buffer.from(sha256, 'hex'),
      size: BigInt(bytes.length),
      mediaType: 'application/pdf',
    })
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .execute();
  return sha256;
}

interface Receipt {
  title: string;
  reference: string;
  receivedAt: Date;
  link: string;
}

function receiptLetter(language: Language, { title, reference, receivedAt, link }: Receipt) {
  const at = exactInstantText(language, receivedAt);
  if (language === 'en') {
    return writeLetter({
      language,
      subject: `Received: ${title} (${reference})`,
      paragraphs: [
        `The application “${title}” was received on ${at}. Its reference is ${reference}.`,
        'The attached PDF shows the application as it was received, and ends with the receipt.',
      ],
      action: { label: 'Open the application', link },
      notes: ['You get this mail because you take part in the application.'],
    });
  }
  return writeLetter({
    language,
    subject: `Mottagen: ${title} (${reference})`,
    paragraphs: [
      `Ansökan ”${title}” togs emot ${at}. Referensen är ${reference}.`,
      'Den bifogade PDF-filen visar ansökan som den togs emot och slutar med kvittot.',
    ],
    action: { label: 'Öppna ansökan', link },
    notes: ['Du får det här mejlet för att du deltar i ansökan.'],
  });
}
