import type { HttpBindings } from '@hono/node-server';
import { databaseNow } from '@samspel/platform/clock';
import { newId, newToken } from '@samspel/platform/ids';
import { insist } from '@samspel/platform/insist';
import { identify, stillSignedIn } from '@samspel/server/person/identify';
import { arrivalInstant } from '@samspel/server/proposal/submitting/arrival';
import { appRouter } from '@samspel/server/router';
import type { RequestContext } from '@samspel/server/trpc';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { Hono, Context as HonoContext } from 'hono';
import { refusal } from './guards.ts';
import type { Env, Host } from './host.ts';
import { deviceCookie, deviceKeyOf } from './pledge-device.ts';

const BATCH_MAX = 20;

/** tRPC and its event stream. */
export function apiRoutes(app: Hono<Env>, host: Host): void {
  app.all('/api/trpc/*', async (c) => {
    const procedures = c.req.path.slice('/api/trpc/'.length).split(',');
    if (procedures.length > BATCH_MAX) return c.json(refusal('batch_too_large'), 400);
    if (procedures.includes('event.stream')) keepStream(c.env, host);
    const { req, arrivedAt } = procedures.includes('proposal.submit')
      ? await arrived(c, host)
      : { req: c.req.raw };
    return fetchRequestHandler({
      endpoint: '/api/trpc',
      req,
      router: appRouter,
      allowMethodOverride: true,
      maxBatchSize: BATCH_MAX,
      createContext: ({ resHeaders }) => createContext(c, host, { resHeaders, arrivedAt }),
    });
  });
  app.get('/api/server-time', async (c) =>
    c.json({ serverTime: (await databaseNow(host.db)).toISOString() }),
  );
}

/**
 * A request that a deadline decides about: its last byte is waited for, then its instant is taken, before
 * it queues with others for anything. Taken any earlier, a body held back would win time to write.
 */
async function arrived(
  c: HonoContext<Env>,
  { clock, log }: Host,
): Promise<{ req: Request; arrivedAt: Date | undefined }> {
  const { url, method, headers } = c.req.raw;
  const body = method === 'POST' ? await c.req.raw.arrayBuffer() : undefined;
  const arrivedAt = await arrivalInstant(clock).catch((error: unknown) => {
    log.warn({ err: error, request: c.get('requestId') }, 'an arrival is taken down late');
    return undefined;
  });
  return { req: new Request(url, { method, headers, body }), arrivedAt };
}

interface Arriving {
  resHeaders: Headers;
  arrivedAt: Date | undefined;
}

async function createContext(
  c: HonoContext<Env>,
  host: Host,
  { resHeaders, arrivedAt }: Arriving,
): Promise<RequestContext> {
  const { db, auth, bus, config, log } = host;
  const headers = c.req.raw.headers;
  const who = () => identify(auth, db, headers);
  // Who comes in time is not sent away, to come back late, because the session could not be looked up.
  const { actor, setCookies } = await (arrivedAt ? insist(who) : who());
  for (const cookie of setCookies) resHeaders.append('Set-Cookie', cookie);
  const id = c.get('requestId');
  return {
    db,
    actor,
    bus,
    config,
    log,
    ids: { newId, newToken },
    arrivedAt,
    request: {
      id,
      ip: c.get('address'),
      device: {
        key: deviceKeyOf(c, host),
        keep: (key) => resHeaders.append('Set-Cookie', deviceCookie(host, key)),
      },
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
