import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { inOneLine } from './failure.ts';

/**
 * Knocks at a server: connects, says `greeting` if there is one, and waits for a first answer.
 * Resolves with what is wrong, or null.
 */
export function knock(
  url: URL,
  options: { defaultPort: number; tls: boolean; greeting?: string; expects: RegExp },
): Promise<string | null> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? options.defaultPort : Number(url.port);
  return new Promise((resolve) => {
    const socket: Socket = options.tls
      ? connectTls({ host, port, servername: host })
      : connectPlain({ host, port });
    const finish = (trouble: string | null) => {
      socket.destroy();
      resolve(trouble);
    };
    socket.setTimeout(5000, () => finish('no answer within 5 s'));
    socket.on('error', (error) => finish(inOneLine(error)));
    socket.on(options.tls ? 'secureConnect' : 'connect', () => {
      if (options.greeting) socket.write(options.greeting);
    });
    socket.on('data', (data) => {
      const answer = data.toString('latin1').split('\r\n')[0] ?? '';
      finish(options.expects.test(answer) ? null : `unexpected answer: ${answer.slice(0, 80)}`);
    });
  });
}

export const knockSmtp = (url: string): Promise<string | null> =>
  knock(new URL(url), {
    tls: url.startsWith('smtps:'),
    defaultPort: url.startsWith('smtps:') ? 465 : 587,
    expects: /^220[ -]/,
  });

// A server that wants a password answers too: it is there.
export const knockRedis = (url: string): Promise<string | null> =>
  knock(new URL(url), {
    tls: url.startsWith('rediss:'),
    defaultPort: 6379,
    greeting: 'PING\r\n',
    expects: /^(\+PONG|-NOAUTH|-NOPERM)/,
  });
