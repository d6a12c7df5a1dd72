import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openBus } from '@samspel/platform/bus/open-bus';
import { openPool } from '@samspel/platform/db/open-database';
import { openLog } from '@samspel/platform/log';
import { createHub } from '../server/hub.ts';
import { acknowledgingFirst } from './acknowledging-first.ts';
import { testKinds } from './running-hub.ts';

// A hub in a process of its own, so that a test can kill it; prints its port.
// DATABASE_URL, PORT, REDIS_URL, HUB_LIMITS (JSON), HUB_CONTROL=acknowledges-first.
const { env } = process;
process.env.LOG_LEVEL ??= 'error';
const database = {
  url: env.DATABASE_URL!,
  role: 'samspel_hub' as const,
  applicationName: 'hub-child',
};
const commits = openPool({ ...database, max: 3 });
const log = openLog('hub-child');
const hub = createHub({
  commits: env.HUB_CONTROL === 'acknowledges-first' ? acknowledgingFirst(commits) : commits,
  reads: openPool({ ...database, max: 4 }),
  bus: env.REDIS_URL ? openBus({ redisUrl: env.REDIS_URL, log }) : undefined,
  documentKinds: testKinds,
  allowedOrigins: [],
  limits: env.HUB_LIMITS ? JSON.parse(env.HUB_LIMITS) : undefined,
});
const server = createServer();
server.on('upgrade', (request, socket, head) => {
  if (!hub.handleUpgrade(request, socket, head)) socket.destroy();
});
server.listen(Number(env.PORT ?? 0), '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.once('SIGTERM', async () => {
  server.close();
  await hub.stop();
  process.exit(0);
});
// The parent died: so do we.
process.stdin.on('end', () => process.exit(1)).resume();
