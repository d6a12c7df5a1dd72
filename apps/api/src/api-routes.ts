import type { HttpBindings } from '@hono/node-server';
import { databaseNow } from '@samspel/platform/clock';
import { newId, newToken } from '@samspel/platform/ids';
import { identify, stillSignedIn } from '@samspel/server/person/identify';
import { appRouter } from '@samspel/server/router';
import type { RequestContext } from '@samspel/server/trpc';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { Hono, Context as HonoContext } from 'hono';
import { refusal } from './guards.ts';
import type { Env, Host } from './host.ts';

const BATCH_MAX = 20;

/** tRPC and its event stream. */
export function apiRoutes(app: Hono<Env>, host: Host): void {
  app.all('/api/trpc/*', async (c) => {
    const procedures = c.req.path.slice('/api/trpc/'.length).split(',');
    if (procedures.length > BATCH_MAX) return c.json(refusal('batch_too_large'), 400);
    if (procedures.includes('event.stream')) keepStream(c.env, host);
    return fetchRequestHandler({
      endpoint: '/api/trpc',
      req: c.req.raw,
      router: appRouter,
      allowMethodOverride: true,
      maxBatchSize: BATCH_MAX,
      createContext: ({ resHeaders }) => createContext(c, host, resHeaders),
    });
  });
  app.get('/api/server-time', async (c) =>
    c.json({ serverTime: (await databaseNow(host.db)).toISOString() }),
  );
}

async function createContext(
  c: HonoContext<Env>,
  host: Host,
  resHeaders: Headers,
): Promise<RequestContext> {
  const { db, auth, bus, config, log } = host;
  const headers = c.req.raw.headers;
  const { actor, setCookies } = await identify(auth, db, headers);
  for (const cookie of setCookies) resHeaders.append('Set-Cookie', cookie);
  const id = c.get('requestId');
  return {
    db,
    actor,
    bus,
    config,
    log,
    ids: { newId, newToken },
    request: {
      id,
      ip: c.get('address'),
      stillSignedIn: () => stillSignedIn(auth, headers),
    },
  };
}

function keepStream({ outgoing }: HttpBindings, { metrics, streams }: Host): void {
  streams.add(outgoing);
  metrics.streams.set(streams.size);
  outgoing.once('close', () => {
    streams.delete(outgoing);
    metrics.streams.set(streams.size);
  });
}
