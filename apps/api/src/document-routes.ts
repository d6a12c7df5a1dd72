import { DomainError } from '@samspel/domain/errors';
import { documentSnapshot } from '@samspel/server/access/document-snapshot';
import { identify } from '@samspel/server/person/identify';
import type { Hono } from 'hono';
import { z } from 'zod';
import { refusal } from './guards.ts';
import type { Env, Host } from './host.ts';

const Query = z.object({
  name: z
    .string()
    .max(512)
    .refine((name) => !name.includes('\0')),
});

/**
 * A long document, packed when it was compacted: sent as it lies. Drafts do not stay in the caches of
 * browsers, so the ETag is there to say of when it is, and for those who hold a copy of their own.
 */
export function documentRoutes(app: Hono<Env>, host: Host): void {
  app.get('/api/documents/snapshot', async (c) => {
    const { actor } = await identify(host.auth, host.db, c.req.raw.headers);
    if (actor.kind !== 'person') return c.json(refusal('unauthenticated'), 401);
    const query = Query.safeParse(c.req.query());
    if (!query.success) return c.json(refusal('not_found'), 404);
    try {
      const found = await documentSnapshot({ db: host.db, actor }, query.data);
      if (!found) return c.body(null, 204);
      const etag = `"${found.incarnation}.${found.seq}"`;
      if (c.req.header('If-None-Match') === etag) return c.body(null, 304, { ETag: etag });
      return c.body(new Uint8Array(found.packed), 200, {
        'Content-Type': 'application/octet-stream',
        'Content-Encoding': 'gzip',
        'Cache-Control': 'private, no-store',
        ETag: etag,
      });
    } catch (error) {
      if (error instanceof DomainError) return c.json(refusal('not_found'), 404);
      throw error;
    }
  });
}
