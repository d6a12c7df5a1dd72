import { DomainError } from '@samspel/domain/errors';
import { documentSnapshot } from '@samspel/server/access/document-snapshot';
import { identify } from '@samspel/server/person/identify';
import { answerOutage, answerSnapshot } from '@samspel/sync/server/answer-snapshot';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { refusal } from './guards.ts';
import type { Env, Host } from './host.ts';

const Query = z.object({
  name: z
    .string()
    .max(512)
    .refine((name) => !name.includes('\0')),
  /** The newest of such documents that the page understands. */
  shape: z.coerce.number().int().min(1).max(1_000_000).default(1),
});

export function documentRoutes(app: Hono<Env>, host: Host): void {
  app.get('/api/documents/snapshot', async (c) => {
    try {
      return await snapshot(c, host);
    } catch (error) {
      if (error instanceof DomainError) return c.json(refusal('not_found'), 404);
      const outage = answerOutage(error);
      if (!outage) throw error;
      host.log.warn({ err: error, request: c.get('requestId') }, 'no snapshot could be read');
      return c.json(refusal('unavailable'), outage.status, outage.headers);
    }
  });
}

async function snapshot(c: Context<Env>, host: Host): Promise<Response> {
  const { actor } = await identify(host.auth, host.db, c.req.raw.headers);
  if (actor.kind !== 'person') return c.json(refusal('unauthenticated'), 401);
  const query = Query.safeParse(c.req.query());
  if (!query.success) return c.json(refusal('not_found'), 404);
  const found = await documentSnapshot({ db: host.db, actor }, query.data);
  const { status, headers, body } = answerSnapshot(found, c.req.header('If-None-Match'));
  if (!body) return c.body(null, status, headers);
  return c.body(new Uint8Array(body), 200, headers);
}
