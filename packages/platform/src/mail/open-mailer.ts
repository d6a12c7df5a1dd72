import { createTransport } from 'nodemailer';
import type { Logger } from '../log.ts';
import { type Mailer, MailRefused, MailServerDown, type OutgoingMail } from './mailer.ts';

export interface MailerOptions {
  smtpUrl: string;
  from: string;
  log: Pick<Logger, 'warn'>;
}

/** Hands mails to the SMTP server of `smtpUrl` (`smtp://user:password@host:587`, `smtps://...`). */
export function openMailer({ smtpUrl, from, log }: MailerOptions): Mailer {
  const transport = createTransport({
    pool: true,
    url: smtpUrl,
    maxConnections: 3,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    // Blocks a mail whose text names a file or an address inside our network.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transport.on('error', (error) => log.warn({ err: error }, 'idle mail connection lost'));
  return {
    async send(mail) {
      try {
        await transport.sendMail(messageOf(mail, from));
      } catch (error) {
        throw meaningOf(error);
      }
    },
    close: () => transport.close(),
  };
}

function messageOf(mail: OutgoingMail, from: string) {
  return {
    from,
    // An address object: a comma in it cannot become a second recipient.
    to: { name: '', address: mail.to },
    messageId: mail.messageId,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    // Asks out-of-office programs not to answer.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    attachments: mail.attachments.map(({ filename, mediaType, content }) => ({
      filename,
      contentType: mediaType,
      content: Buffer.from(content),
    })),
  };
}

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
}

// A 5xx to the envelope or the text is about this mail; everything before that is about the server.
function meaningOf(error: unknown): unknown {
  const { code, responseCode = 0, message } = error as SmtpError;
  const aboutThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (aboutThisMail && (responseCode >= 500 || responseCode === 0)) {
    return new MailRefused(message, { cause: error });
  }
  return aboutThisMail ? error : new MailServerDown(message, { cause: error });
}
