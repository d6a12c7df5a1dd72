import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openPool } from '@samspel/platform/db/open-database';
import { createHub } from '../server/hub.ts';
import { testKinds } from './running-hub.ts';

// A hub in a process of its own, so that a test can kill it: DATABASE_URL, PORT; prints its port.
const database = {
  url: process.env.DATABASE_URL!,
  role: 'samspel_hub' as const,
  applicationName: 'hub-child',
};
const hub = createHub({
  commits: openPool({ ...database, max: 3 }),
  reads: openPool({ ...database, max: 4 }),
  documentKinds: testKinds,
  allowedOrigins: [],
});
const server = createServer();
server.on('upgrade', (request, socket, head) => {
  if (!hub.handleUpgrade(request, socket, head)) socket.destroy();
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
// The parent died: so do we.
process.stdin.on('end', () => process.exit(1)).resume();
