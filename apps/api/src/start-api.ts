import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import type { Bus } from '@samspel/platform/bus/bus';
import { databaseNow } from '@samspel/platform/clock';
import type { Config } from '@samspel/platform/config';
import { assertUnprivileged } from '@samspel/platform/db/assert-unprivileged';
import { openDatabase } from '@samspel/platform/db/open-database';
import { openFiles } from '@samspel/platform/files/files';
import type { Logger } from '@samspel/platform/log';
import { openRegistry, type Registry } from '@samspel/platform/metrics/registry';
import { serveMetrics } from '@samspel/platform/metrics/serve-metrics';
import type { Database } from '@samspel/server/database';
import { openAuth } from '@samspel/server/person/auth';
import type { Hub } from '@samspel/sync/server/hub';
import { createApp } from './app.ts';
import { onThisMachine } from './client-address.ts';
import { openMetrics } from './metrics.ts';
import { readWebClient } from './web-client.ts';

/** Takes the WebSockets that arrive at this process's port. */
export type SocketHost = Pick<Hub, 'handleUpgrade' | 'stop'>;

export interface ApiOptions {
  config: Config;
  /** The owner's login; the API acts as samspel_app. */
  databaseUrl: string;
  secret: string;
  /** Files lie in `<dataFolder>/files`. */
  dataFolder: string;
  /** Folder of the built client. */
  webClient: string;
  /** Demo sign-in and mailbox; on a host that others reach they stay closed whatever this says. */
  demo: boolean;
  bus: Bus;
  /** Null where the hub is a process of its own, with an address of its own. */
  hub: SocketHost | null;
  log: Logger;
  /** Where other parts of this process count as well. */
  registry?: Registry;
  /** What else is wrong in this process. */
  health?: () => string[];
}

export interface Api {
  port: number;
  stop(): Promise<void>;
}

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

const GRACE_MS = 5000;

/** Serves the API and the client; rejects with EADDRINUSE when the port is taken. */
export async function startApi(options: ApiOptions): Promise<Api> {
  const { log, bus, databaseUrl: url } = options;
  const db = openDatabase<Database>({
    url,
    role: 'samspel_app',
    applicationName: 'samspel-api',
    max: 15,
    log,
  });
  const clock = openDatabase<Database>({
    url,
    role: 'samspel_app',
    applicationName: 'samspel-api-clock',
    max: 2,
    idleTimeoutMs: 0,
    log,
  });
  const ends: (() => Promise<void>)[] = [() => db.destroy(), () => clock.destroy()];
  let stopping = false;
  const stop = async () => {
    stopping = true;
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    await assertUnprivileged(db);
    // Connected before anybody is in a hurry.
    await databaseNow(clock);
    const registry = options.registry ?? openRegistry();
    const metrics = openMetrics(registry);
    const webClient = await readWebClient(options.webClient);
    // The port may be chosen by the system, and links need it: listen first, answer once all is ready.
    let fetch: Fetch = () => new Response(null, { status: 503 });
    const server = createServer((request, env) => fetch(request, env));
    serveUpgrades(server, options.hub);
    const config = await listen(server, options);
    const streams = new Set<ServerResponse>();
    ends.push(() => closeServer(server, { streams, hub: options.hub }));
    const { auth, close } = openAuth({ ...options, db, publicUrl: config.publicUrl });
    ends.unshift(close);
    if (config.metricsPort !== undefined) {
      const port = config.metricsPort;
      const operators = await serveMetrics(registry, { host: config.host, port });
      ends.push(() => closeServer(operators));
    }
    const files = openFiles(path.join(options.dataFolder, 'files'), config.filesUrl);
    const health = options.health ?? (() => []);
    const isStopping = () => stopping;
    const app = createApp({
      ...{ config, db, clock, auth, bus, files, webClient, metrics, log, health, streams },
      stopping: isStopping,
    });
    fetch = app.fetch as Fetch;
    return { port: config.port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function createServer(fetch: Fetch): Server {
  return createAdaptorServer({
    fetch,
    overrideGlobalObjects: false,
    serverOptions: {
      // Slow or endless headers hold a connection, not the process.
      maxHeaderSize: 16 * 1024,
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 15_000,
      connectionsCheckingInterval: 5000,
    },
  }) as Server;
}

async function listen(server: Server, { config, demo }: ApiOptions): Promise<Config> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  const publicUrl = new URL(config.publicUrl);
  if (publicUrl.port === '0') publicUrl.port = String(port);
  return {
    ...config,
    port,
    publicUrl: publicUrl.toString().replace(/\/+$/, ''),
    demo: demo && onThisMachine(config.host),
  };
}

function serveUpgrades(server: Server, hub: SocketHost | null): void {
  server.on('upgrade', (request, socket, head) => {
    // Without a listener a connection cut in this moment would end the process.
    socket.on('error', () => socket.destroy());
    if (hub?.handleUpgrade(request, socket, head)) return;
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
}

interface Open {
  streams?: Set<ServerResponse>;
  hub?: SocketHost | null;
}

/** Takes no more; what is being answered may end, streams and idle connections are cut. */
async function closeServer(server: Server, { streams, hub }: Open = {}): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const stream of streams ?? []) stream.destroy();
  server.closeIdleConnections();
  // The server waits for upgraded sockets too, and only the hub ends them.
  await hub?.stop();
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(cut);
}
