import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { eicar } from './sample-files.ts';

/** Speaks ClamAV's INSTREAM and knows one virus; on a free port, or on a socket of the file system. */
export async function startTestClamd(socketPath?: string) {
  const server = createServer((socket) => void serve(socket).catch(() => socket.destroy()));
  if (socketPath) server.listen(socketPath);
  else server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = (socketPath ? {} : server.address()) as Partial<AddressInfo>;
  return {
    url: socketPath ? `clamd://${socketPath}` : `clamd://127.0.0.1:${port}`,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

async function serve(socket: Socket): Promise<void> {
  let received = Buffer.alloc(0);
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk as Buffer]);
    const content = contentOf(received);
    if (content === null) continue;
    const found = content.includes(eicar);
    socket.end(found ? 'stream: Win.Test.EICAR_HDB-1 FOUND\0' : 'stream: OK\0');
    return;
  }
}

/** Null until the closing length of 0 has come. */
function contentOf(received: Buffer): Buffer | null {
  const greeting = 'zINSTREAM\0';
  if (!received.subarray(0, greeting.length).equals(Buffer.from(greeting))) return null;
  const parts: Buffer[] = [];
  for (let at = greeting.length; at + 4 <= received.length; ) {
    const length = received.readUInt32BE(at);
    if (length === 0) return Buffer.concat(parts);
    parts.push(received.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return null;
}
