import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from './free-port.ts';

test('a free port can be listened on, is given once, and no outgoing connection gets it', async () => {
  const ports = new Set<number>();
  for (let round = 0; round < 50; round += 1) ports.add(await freePort());
  expect(ports.size).toBe(50);
  expect(Math.max(...ports)).toBeLessThan(32_768);
  for (const port of ports) {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    server.close();
  }
});
