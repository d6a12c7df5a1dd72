import { once } from 'node:events';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Verdict } from './scanner.ts';

const CHUNK_BYTES = 64 * 1024;

/** ClamAV's daemon: INSTREAM, so that it needs no path and no right to our files. */
export async function scanByClamd(
  url: string,
  content: Readable,
  signal: AbortSignal,
): Promise<Verdict> {
  const socket = connect(addressOf(url));
  const abort = () => socket.destroy(new Error('the virus scanner took too long'));
  signal.addEventListener('abort', abort, { once: true });
  // Half a file is never clean.
  content.once('error', (error) => socket.destroy(error));
  try {
    await once(socket, 'connect');
    const answered = text(socket);
    // It may answer, and hang up, before it has read all: then the answer counts, not the broken pipe.
    await Promise.race([send(socket, content), answered]).catch(() => {});
    return verdictOf(await answered);
  } finally {
    signal.removeEventListener('abort', abort);
    content.destroy();
    socket.destroy();
  }
}

function addressOf(url: string): NetConnectOpts {
  const { hostname, port, pathname } = new URL(url);
  if (!hostname) return { path: decodeURIComponent(pathname) };
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 3310) };
}

function send(socket: Socket, content: Readable): Promise<void> {
  // The socket stays open for the answer.
  return pipeline(Readable.from(framed(content)), socket, { end: false });
}

async function* framed(content: Readable): AsyncGenerator<Buffer> {
  yield Buffer.from('zINSTREAM\0');
  for await (const chunk of content as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; at += CHUNK_BYTES) {
      const part = chunk.subarray(at, at + CHUNK_BYTES);
      yield lengthOf(part.length);
      yield part;
    }
  }
  yield lengthOf(0);
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}

function verdictOf(answer: string): Verdict {
  const line = answer.replace(/\0.*$/s, '').trim();
  if (/^stream: OK$/.test(line)) return 'clean';
  if (/^stream: .+ FOUND$/.test(line)) return 'infected';
  throw new Error(`the virus scanner cannot tell: ${line.slice(0, 200) || 'no answer'}`);
}
