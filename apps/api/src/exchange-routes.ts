import { DomainError } from '@samspel/domain/errors';
import { uuid } from '@samspel/domain/input';
import { exportBudget, exportFormats } from '@samspel/server/exchange/export-budget';
import { readBudgetFile } from '@samspel/server/exchange/import-budget';
import { identify } from '@samspel/server/person/identify';
import type { Hono, Context as HonoContext } from 'hono';
import { z } from 'zod';
import { download, statusOf } from './file-routes.ts';
import { refusal } from './guards.ts';
import type { Env, Host } from './host.ts';

const Export = z.object({
  proposalId: uuid(),
  format: z.enum(exportFormats),
  partnerId: uuid().optional(),
  language: z.enum(['sv', 'en']).optional(),
  bom: z.stringbool().optional(),
});
const Import = z.object({ proposalId: uuid(), partnerId: uuid() });

/** Budgets as files: out for every member, in for whoever writes that partner's budget. */
export function exchangeRoutes(app: Hono<Env>, host: Host): void {
  const asked = async <T>(
    c: HonoContext<Env>,
    shape: z.ZodType<T>,
    answer: (actor: Awaited<ReturnType<typeof signedIn>> & object, input: T) => Promise<Response>,
  ): Promise<Response> => {
    const actor = await signedIn(c, host);
    if (!actor) return c.json(refusal('unauthenticated'), 401);
    const { partner, ...query } = c.req.query();
    const parsed = shape.safeParse({
      ...query,
      ...{ proposalId: c.req.param('id'), format: c.req.param('format'), partnerId: partner },
    });
    // Whatever is no id is nobody's: the same answer as for what is not the asker's.
    if (!parsed.success) return c.json(refusal('not_found'), 404);
    try {
      return await answer(actor, parsed.data);
    } catch (error) {
      // Whoever gave up a file is answered nothing, and it is no failure of ours.
      if (c.req.raw.signal.aborted) return new Response(null, { status: 499 });
      if (!(error instanceof DomainError)) throw error;
      return c.json({ ...refusal(error.code), reason: error.reason }, statusOf[error.code]);
    }
  };
  app.get('/api/proposals/:id/budget/:format{xlsx|csv|pdf}', (c) =>
    asked(c, Export, async (actor, input) =>
      download(c, await exportBudget({ db: host.db, actor }, input)),
    ),
  );
  app.post('/api/proposals/:id/budget/read', (c) =>
    asked(c, Import, async (actor, input) => {
      const bytes = async () => new Uint8Array(await c.req.arrayBuffer());
      const gone = c.req.raw.signal;
      return c.json(await readBudgetFile({ db: host.db, actor }, { ...input, bytes, gone }));
    }),
  );
}

async function signedIn(c: HonoContext<Env>, host: Host) {
  const { actor } = await identify(host.auth, host.db, c.req.raw.headers);
  return actor.kind === 'person' ? actor : null;
}
