import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort } from '@samspel/samspel/embedded/free-port';

export { freePort };

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port);
  const listens = await once(server, 'listening').catch(() => null);
  if (!listens) return false;
  server.close();
  await once(server, 'close');
  return true;
}

/** The first of so many free ports in a row, for programs that count on from the one they are given. */
export async function freePortsFrom(count: number): Promise<number> {
  for (;;) {
    const first = await freePort();
    const others = Array.from({ length: count - 1 }, (_, n) => isFree(first + 1 + n));
    if ((await Promise.all(others)).every(Boolean)) return first;
  }
}
