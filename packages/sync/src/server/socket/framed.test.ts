import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { framed } from './framed.ts';

const bytes = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + seed) & 255);

test('a WebSocket client reads each message, at every size at which the header changes', async () => {
  const sizes = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000];
  const messages = sizes.map((size, seed) => [
    bytes(size >> 1, seed),
    bytes(size - (size >> 1), seed + 1),
  ]);
  const server = createServer((socket: Socket) => {
    socket.once('data', (request) => {
      const key = /sec-websocket-key: (.+)\r/i.exec(request.toString())?.[1] ?? '';
      void accept(key).then((answer) => {
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${answer}\r\n\r\n`,
        );
        socket.write(framed(messages));
      });
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as { port: number };
  const client = new WebSocket(`ws://127.0.0.1:${address.port}`, { perMessageDeflate: false });
  const heard: Buffer[] = [];
  client.on('message', (data: Buffer, isBinary) => {
    expect(isBinary).toBe(true);
    heard.push(data);
  });
  while (heard.length < sizes.length) await once(client, 'message');
  expect(heard.map(({ length }) => length)).toEqual(sizes);
  for (const [index, message] of heard.entries()) {
    expect(message.equals(Buffer.concat(messages[index] ?? []))).toBe(true);
  }
  client.terminate();
  server.close();
});

async function accept(key: string): Promise<string> {
  const text = new TextEncoder().encode(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
  return Buffer.from(await crypto.subtle.digest('SHA-1', text)).toString('base64');
}
