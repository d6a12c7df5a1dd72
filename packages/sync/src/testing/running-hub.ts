import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listenTo } from '@samspel/platform/db/listen';
import { openPool } from '@samspel/platform/db/open-database';
import type { Kysely, QueryExecutorProvider } from 'kysely';
import { SyncClient, type SyncClientOptions } from '../client/sync-client.ts';
import type { Limits } from '../protocol/limits.ts';
import { createHub, type Hub, type HubOptions } from '../server/hub.ts';
import { createDocuments, setAccess } from '../store/documents.ts';
import { issueTicket } from '../store/tickets.ts';

export interface RunningHub {
  hub: Hub;
  port: number;
  url: string;
  /** Ends it, by default as an operator would. */
  stop(how?: 'cleanly' | 'at once'): Promise<void>;
}

export interface RunOptions {
  url: string;
  port?: number;
  role?: 'samspel_hub';
  open?: boolean;
  limits?: Partial<Limits>;
  options?: Partial<HubOptions>;
  listen?: boolean;
}

export const testKinds = {
  text: { shapeVersion: 1, roots: ['text', 'map', 'array', 'content'] },
  numbers: { shapeVersion: 1, roots: ['cells'] },
};

/** A hub behind an HTTP server of its own. */
export async function runHub(run: RunOptions): Promise<RunningHub> {
  const role = run.open ? undefined : (run.role ?? 'samspel_hub');
  const database = { url: run.url, role, applicationName: 'test-hub', searchPath: 'sync' };
  const commits = openPool({ ...database, max: 3 });
  const reads = openPool({ ...database, max: 5 });
  const hub = createHub({
    commits,
    reads,
    listen:
      run.listen === false
        ? undefined
        : (channel, onPayload, onReconnect) => listenTo(database, channel, onPayload, onReconnect),
    documentKinds: testKinds,
    allowedOrigins: ['https://samspel.example'],
    open: run.open,
    limits: run.limits,
    ...run.options,
  });
  const server = createServer((_request, response) => response.writeHead(404).end());
  const sockets = new Set<import('node:net').Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    if (!hub.handleUpgrade(request, socket, head)) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(run.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let ended: Promise<unknown> | undefined;
  const end = () => Promise.all([commits.end(), reads.end()]);
  return {
    hub,
    port,
    url: `ws://127.0.0.1:${port}`,
    async stop(how = 'cleanly') {
      if (how === 'at once') for (const socket of sockets) socket.destroy();
      server.close();
      await hub.stop();
      ended ??= end();
      await ended;
    },
  };
}

export interface TestPerson {
  personId: string;
  name: string;
  initials: string;
  colour: string;
}

export const newPerson = (name = 'Coordinator'): TestPerson => ({
  personId: randomUUID(),
  name,
  initials: name.slice(0, 2).toUpperCase(),
  colour: '#225588',
});

/** Documents of one scope that all these persons may write. */
export async function newDocuments<T>(
  db: Kysely<T>,
  writers: readonly TestPerson[],
  count = 1,
  kind = 'text',
): Promise<{ scope: string; names: string[] }> {
  const scope = randomUUID();
  const names = Array.from({ length: count }, (_, i) => `${kind}/${scope}/${i}`);
  await createDocuments(
    db,
    names.map((name) => ({ name, scope, kind, shapeVersion: 1 })),
  );
  await grant(db, scope, names, writers);
  return { scope, names };
}

export function grant<T>(
  db: Kysely<T>,
  scope: string,
  names: readonly string[],
  persons: readonly TestPerson[],
  mode: 'read' | 'write' = 'write',
): Promise<void> {
  const grants = names.flatMap((name) => persons.map(({ personId }) => ({ name, personId, mode })));
  return setAccess(db, scope, grants);
}

export function newClient(
  db: QueryExecutorProvider,
  url: string,
  person: TestPerson,
  options: Partial<SyncClientOptions> = {},
): SyncClient {
  return new SyncClient({
    url: `${url}/sync`,
    ticket: () => issueTicket(db, person),
    ...options,
  });
}
