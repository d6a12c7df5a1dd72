import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  /** The envelope, which is what decides who gets it. */
  recipients: string[];
  /** The bytes as they came over the line. */
  raw: string;
  parsed: ParsedMail;
}

export interface MailServer {
  url: string;
  received: ReceivedMail[];
  /** Answers this to the recipient instead of taking the mail, until set to undefined. */
  refuseRecipient: { code: number; message: string } | undefined;
  to(address: string): ReceivedMail[];
  stop(): Promise<void>;
}

/** A real SMTP server in this process. */
export async function startMailServer(port = 0): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    // Idle connections of a pooling client would hold the end up for half a minute.
    closeTimeout: 50,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo(_address, _session, callback) {
      const { refuseRecipient: answer } = mailServer;
      if (!answer) return callback();
      callback(Object.assign(new Error(answer.message), { responseCode: answer.code }));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const bytes = Buffer.concat(chunks);
        received.push({
          recipients: session.envelope.rcptTo.map(({ address }) => address),
          raw: bytes.toString('utf8'),
          parsed: await simpleParser(bytes),
        });
        callback();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  const mailServer: MailServer = {
    url: `smtp://127.0.0.1:${bound}`,
    received,
    refuseRecipient: undefined,
    to: (wanted) => received.filter((mail) => mail.recipients.includes(wanted)),
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
  return mailServer;
}
