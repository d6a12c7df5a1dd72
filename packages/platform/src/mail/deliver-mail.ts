import { type Kysely, sql } from 'kysely';
import { asSystem } from '../db/as-system.ts';
import { failpoint } from '../failpoint.ts';
import type { Files } from '../files/files.ts';
import type { Logger } from '../log.ts';
import { type Attachment, type Mailer, MailRefused, MailServerDown } from './mailer.ts';

export interface DeliverMailOptions<DB> {
  db: Kysely<DB>;
  /** Null without a mail server: mails are kept, readable, as the installation's mailbox. */
  mailer: Mailer | null;
  files: Files;
  log: Logger;
  /** After this long a mail whose worker died is tried again. */
  leaseSeconds?: number;
}

interface QueuedMail {
  id: string;
  messageId: string;
  recipient: string;
  subject: string;
  textBody: string;
  htmlBody: string;
  attachments: { filename: string; mediaType: string; sha256: string }[];
  attempts: number;
}

const LEASE_SECONDS = 120;
const BATCH = 50;

/**
 * Delivers what is due, oldest first; true when there may be more at once. A mail is claimed for a while,
 * handed over, then marked: dying in between costs a delay, and a second copy with the same Message-ID
 * only when death, or being held still for longer than the claim lasts, came after the server took it. A
 * dead server delays mails however long; none is lost.
 */
export async function deliverMail<DB>(options: DeliverMailOptions<DB>): Promise<boolean> {
  if (!options.mailer) return keepAll(options.db);
  for (let sent = 0; sent < BATCH; sent += 1) {
    const mail = await claim(options.db, options.leaseSeconds ?? LEASE_SECONDS);
    if (!mail) return false;
    failpoint('mail-after-claim');
    if (!(await deliver(options, options.mailer, mail))) return false;
  }
  return true;
}

/** False when the server takes no mail at all, so that the others need not try now. */
async function deliver<DB>(
  options: DeliverMailOptions<DB>,
  mailer: Mailer,
  mail: QueuedMail,
): Promise<boolean> {
  const log = options.log.child({ mail: mail.id, attempt: mail.attempts });
  try {
    await mailer.send({
      messageId: mail.messageId,
      to: mail.recipient,
      subject: mail.subject,
      text: mail.textBody,
      html: mail.htmlBody,
      attachments: await readAttachments(options.files, mail),
    });
  } catch (error) {
    if (error instanceof MailRefused) {
      log.error({ err: error, alarm: true }, 'mail refused for good');
      await settle(options.db, mail, 'failed', error);
      return true;
    }
    const down = error instanceof MailServerDown;
    log.warn({ err: error }, down ? 'mail server is down' : 'mail not taken yet');
    await postpone(options.db, mail, error, down);
    return !down;
  }
  failpoint('mail-after-accept');
  await settle(options.db, mail, 'sent');
  return true;
}

async function readAttachments(files: Files, mail: QueuedMail): Promise<Attachment[]> {
  return Promise.all(
    mail.attachments.map(async ({ filename, mediaType, sha256 }) => ({
      filename,
      mediaType,
      content: await files.get(sha256),
    })),
  );
}

async function claim<DB>(db: Kysely<DB>, leaseSeconds: number): Promise<QueuedMail | undefined> {
  return asSystem(db, async (trx) => {
    const { rows } = await sql<QueuedMail>`
      update samspel.mail set attempts = attempts + 1,
        next_attempt_at = samspel.now() + make_interval(secs => ${leaseSeconds})
      where id = (select id from samspel.mail
        where state = 'queued' and next_attempt_at <= samspel.now()
        order by next_attempt_at, created_at limit 1 for update skip locked)
      returning id, message_id, recipient, subject, text_body, html_body, attachments, attempts`.execute(
      trx,
    );
    return rows[0];
  });
}

// Blocks the thief of a backup: sent mails carried links that open doors, so their text is not kept.
async function settle<DB>(
  db: Kysely<DB>,
  mail: QueuedMail,
  state: 'sent' | 'failed',
  error?: Error,
): Promise<void> {
  await asSystem(db, (trx) =>
    sql`
      update samspel.mail set state = ${state}, last_error = ${error ? reasonOf(error) : null},
        sent_at = case when ${state === 'sent'} then samspel.now() end,
        text_body = case when ${state === 'sent'} then '' else text_body end,
        html_body = case when ${state === 'sent'} then '' else html_body end
      where id = ${mail.id} and state = 'queued'`.execute(trx),
  );
}

// Half a minute, doubling to half an hour. Only what the server keeps putting off is given up, after
// five days, as mail servers do among themselves; the time that the server itself is down never counts.
async function postpone<DB>(
  db: Kysely<DB>,
  mail: QueuedMail,
  error: unknown,
  serverDown: boolean,
): Promise<void> {
  const seconds = Math.min(30 * 2 ** Math.min(mail.attempts - 1, 10), 1800);
  await asSystem(db, (trx) =>
    sql`
      update samspel.mail set last_error = ${reasonOf(error)},
        next_attempt_at = samspel.now() + make_interval(secs => ${seconds}),
        state = case when ${!serverDown} and created_at < samspel.now() - interval '5 days'
          then 'failed' else state end
      where id = ${mail.id} and state = 'queued'`.execute(trx),
  );
}

async function keepAll<DB>(db: Kysely<DB>): Promise<false> {
  await asSystem(db, (trx) =>
    sql`
      update samspel.mail set state = 'kept', sent_at = samspel.now()
      where state = 'queued'`.execute(trx),
  );
  return false;
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
