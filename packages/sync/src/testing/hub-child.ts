import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Bus } from '@samspel/platform/bus/bus';
import { openBus } from '@samspel/platform/bus/open-bus';
import { listenTo } from '@samspel/platform/db/listen';
import { openPool } from '@samspel/platform/db/open-database';
import { openLog } from '@samspel/platform/log';
import { createHub } from '../server/hub.ts';
import type { SqlPool } from '../store/sql-pool.ts';
import { acknowledgingFirst } from './acknowledging-first.ts';
import { blindToRights } from './blind-to-rights.ts';
import { blindToShapes } from './blind-to-shapes.ts';
import { byOwnClock } from './own-clock.ts';
import { testKinds } from './running-hub.ts';
import { seededRandom } from './seeded-random.ts';
import { unreliableBus } from './unreliable-bus.ts';

// A hub in a process of its own, so that a test can kill it; prints its port, and its heap in bytes after
// a forced collection for each line it is told. DATABASE_URL, PORT, REDIS_URL, HUB_LISTEN (hears what the
// database announces; else it looks), HUB_LIMITS (JSON), HUB_BUS_SEED (a bus that loses and swaps), and
// HUB_CONTROL: which protection is missing, so that a test can show that it would notice.
const { env } = process;
process.env.LOG_LEVEL ??= 'error';
const database = {
  url: env.DATABASE_URL!,
  role: 'samspel_hub' as const,
  applicationName: 'hub-child',
};
const commits = openPool({ ...database, max: 3 });
const log = openLog('hub-child');
const reads = openPool({ ...database, max: 4 });
const control = env.HUB_CONTROL;

function committing(): SqlPool {
  if (control === 'acknowledges-first') return acknowledgingFirst(commits);
  if (control === 'blind-to-rights') return blindToRights(commits);
  return control === 'own-clock' ? byOwnClock(commits) : commits;
}

function reading(): SqlPool {
  if (control === 'blind-to-shapes') return blindToShapes(reads);
  return control === 'own-clock' ? byOwnClock(reads) : reads;
}

function busOf(redisUrl: string): Bus {
  const bus = openBus({ redisUrl, log });
  if (!env.HUB_BUS_SEED) return bus;
  const random = seededRandom(Number(env.HUB_BUS_SEED));
  return unreliableBus(bus, random.float, control === 'numbers-do-not-tell');
}

const hub = createHub({
  commits: committing(),
  reads: reading(),
  listen: env.HUB_LISTEN
    ? (channel, onPayload, onReconnect) => listenTo(database, channel, onPayload, onReconnect)
    : undefined,
  bus: env.REDIS_URL ? busOf(env.REDIS_URL) : undefined,
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
  if (control === 'exits-at-once') process.exit(0);
  server.close();
  await hub.stop();
  process.exit(0);
});
const leaked: number[][] = [];
if (control === 'leaks') {
  setInterval(() => leaked.push(Array.from({ length: 50_000 }, (_, n) => n + 0.5)), 50);
}

/** What nobody needs any more is gone first. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

process.stdin.on('data', () => process.stdout.write(`heap ${heapInUse()}\n`));
// The parent died: so do we.
process.stdin.on('end', () => process.exit(1));
