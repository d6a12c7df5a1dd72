import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

export type Target =
  | { kind: 'native' }
  | { kind: 'yjs'; name: string; token: string }
  | { kind: 'invalid' };

/** What a socket is opened for; null when the path is not the hub's. */
export function parseTarget(request: IncomingMessage): Target | null {
  const url = URL.parse(request.url ?? '', 'http://hub');
  if (!url) return null;
  if (url.pathname === '/sync') return { kind: 'native' };
  if (!url.pathname.startsWith('/yjs/')) return null;
  try {
    const name = decodeURIComponent(url.pathname.slice('/yjs/'.length));
    if (name === '') return { kind: 'invalid' };
    return { kind: 'yjs', name, token: url.searchParams.get('token') ?? '' };
  } catch {
    return { kind: 'invalid' };
  }
}

export function refuseUpgrade(socket: Duplex, status: number, reason: string): void {
  socket.on('error', () => {});
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${Buffer.byteLength(reason)}\r\n\r\n${reason}`,
  );
}
