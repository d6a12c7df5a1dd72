import { DomainError } from '@samspel/domain/errors';
import type { MailView } from '@samspel/domain/notification/mail-view';
import { asSystem } from '@samspel/platform/db/as-system';
import type { Context } from '../command.ts';

const newest = 200;

/**
 * The mailbox page of a demonstration. Absent, not refused, wherever this is no demo: elsewhere the
 * mails hold sign-in links of real people.
 */
export function listDemoMails({ db, config }: Pick<Context, 'db' | 'config'>): Promise<MailView[]> {
  if (!config.demo) return Promise.reject(new DomainError('not_found', 'absent'));
  return asSystem(db, async (trx) => {
    const mails = await trx
      .selectFrom('mail')
      .select(['id', 'recipient', 'subject', 'textBody', 'createdAt'])
      .orderBy('createdAt', 'desc')
      .limit(newest)
      .execute();
    return mails.map((mail) => ({
      id: mail.id,
      to: mail.recipient,
      subject: mail.subject,
      text: mail.textBody,
      at: mail.createdAt.toISOString(),
    }));
  });
}
