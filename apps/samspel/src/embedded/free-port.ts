import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems lend to outgoing connections (Linux from 32768, others from 49152). */
const lowest = 10_000;
const highest = 32_767;
const given = new Set<number>();

/**
 * A TCP port of this machine that nobody listens on at this moment, never one given before. The kernel's
 * own choice (port 0) would come from those it lends to outgoing connections, and be lent again before
 * the caller listens.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest + 1));
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port);
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
