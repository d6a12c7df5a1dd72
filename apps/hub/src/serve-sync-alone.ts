import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openBus } from '@samspel/platform/bus/open-bus';
import { listenTo } from '@samspel/platform/db/listen';
import { type DatabaseOptions, openPool } from '@samspel/platform/db/open-database';
import type { Logger } from '@samspel/platform/log';
import type { Limits } from '@samspel/sync/protocol/limits';
import { answerOutage, answerSnapshot } from '@samspel/sync/server/answer-snapshot';
import { createHub } from '@samspel/sync/server/hub';
import { readOpenSnapshot } from '@samspel/sync/store/snapshots';
import type { SqlPool } from '@samspel/sync/store/sql-pool';

export interface SyncAloneOptions {
  /** A migrated database; the engine acts as its login, since it makes documents by itself. */
  databaseUrl: string;
  host: string;
  /** 0: any free one. */
  port: number;
  log: Logger;
  /** Where other engines on the same database are. */
  redisUrl?: string;
  limits?: Partial<Limits>;
}

// Load generators speak for many people over one socket.
const loadLimits: Partial<Limits> = {
  updatesPerSecond: 20_000,
  updatesBurst: 50_000,
  bytesPerSecond: 64 * 1024 * 1024,
  bytesBurst: 256 * 1024 * 1024,
  openingsPerSecond: 2000,
  openingsBurst: 10_000,
  framesPerSecond: 20_000,
  framesBurst: 50_000,
  socketsPerPerson: Number.MAX_SAFE_INTEGER,
};

/** The sync engine alone: everyone may open and write any document. Resolves when it accepts connections. */
export async function serveSyncAlone(
  options: SyncAloneOptions,
): Promise<{ port: number; stop(): Promise<void> }> {
  const { databaseUrl, host, port, log, redisUrl } = options;
  const database: DatabaseOptions = {
    url: databaseUrl,
    applicationName: 'samspel-sync-alone',
    searchPath: 'sync',
    log,
  };
  const commits = openPool({ ...database, max: 3 });
  const reads = openPool({ ...database, max: 6 });
  const bus = openBus({ redisUrl, log });
  const hub = createHub({
    commits,
    reads,
    bus,
    listen: (channel, onPayload, onReconnect) =>
      listenTo(database, channel, onPayload, onReconnect),
    documentKinds: {},
    allowedOrigins: [],
    open: true,
    limits: { ...loadLimits, ...options.limits },
    log,
  });
  const server = createServer((request, response) => {
    const url = URL.parse(request.url ?? '', 'http://alone');
    const name = url?.searchParams.get('name') ?? '';
    if (url?.pathname === '/api/documents/snapshot') {
      void sendSnapshot(reads, name, request, response).catch((error: unknown) => {
        log.warn({ err: error }, 'a snapshot could not be sent');
        const outage = response.headersSent ? null : answerOutage(error);
        if (outage) response.writeHead(outage.status, outage.headers).end();
        else response.destroy();
      });
      return;
    }
    const trouble = url?.pathname === '/healthz' ? hub.trouble() : undefined;
    response.writeHead(trouble === undefined ? 404 : trouble ? 503 : 200).end(trouble ?? '');
  });
  server.on('upgrade', (request, socket, head) => {
    if (!hub.handleUpgrade(request, socket, head)) socket.destroy();
  });
  const stop = async () => {
    server.close();
    await hub.stop();
    await Promise.all([bus.close(), commits.end(), reads.end()]);
  };
  try {
    await listen(server, port, host);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port: (server.address() as AddressInfo).port, stop };
}

/** As the API does, without asking who it is for. */
async function sendSnapshot(
  reads: SqlPool,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const found = await readOpenSnapshot(reads, name);
  if (found === 'absent') {
    response.writeHead(404).end();
    return;
  }
  const snapshot = found === 'none' ? null : found;
  const { status, headers, body } = answerSnapshot(snapshot, request.headers['if-none-match']);
  response.writeHead(status, headers).end(body ?? undefined);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}
