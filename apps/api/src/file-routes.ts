import { DomainError, type ErrorCode } from '@samspel/domain/errors';
import { uuid } from '@samspel/domain/input';
import { identify } from '@samspel/server/person/identify';
import { draftPdf } from '@samspel/server/proposal/reading/draft-file';
import { exportFileOf, type SubmissionFile } from '@samspel/server/submission/export-submission';
import { receiptPdf } from '@samspel/server/submission/receipt-file';
import type { Hono, Context as HonoContext } from 'hono';
import { z } from 'zod';
import { refusal } from './guards.ts';
import type { Env, Host } from './host.ts';

type Asker = Pick<Host, 'db' | 'files'> & Pick<Awaited<ReturnType<typeof identify>>, 'actor'>;
type Language = 'sv' | 'en' | undefined;

const Path = z.object({ id: uuid() });
const Query = z.object({ language: z.enum(['sv', 'en']).optional() });

/** Documents to keep: downloads, never shown inside a page of ours. */
export function fileRoutes(app: Hono<Env>, host: Host): void {
  const serve = (
    path: string,
    read: (asker: Asker, id: string, language: Language) => Promise<SubmissionFile>,
  ) =>
    app.get(path, async (c) => {
      const { actor } = await identify(host.auth, host.db, c.req.raw.headers);
      if (actor.kind !== 'person') return c.json(refusal('unauthenticated'), 401);
      const parsed = Path.safeParse({ id: c.req.param('id') });
      const query = Query.safeParse(c.req.query());
      // Whatever is no id is nobody's: the same answer as for what is not the asker's.
      if (!parsed.success || !query.success) return c.json(refusal('not_found'), 404);
      try {
        const asker = { db: host.db, files: host.files, actor };
        return download(c, await read(asker, parsed.data.id, query.data.language));
      } catch (error) {
        if (error instanceof DomainError) return c.json(refusal(error.code), statusOf[error.code]);
        throw error;
      }
    });
  serve('/api/submissions/:id/receipt.pdf', (asker, submissionId, language) =>
    receiptPdf(asker, { submissionId, language }),
  );
  serve('/api/submissions/:id/export.json', (asker, submissionId) =>
    exportFileOf(asker, submissionId),
  );
  serve('/api/proposals/:id/draft.pdf', (asker, proposalId, language) =>
    draftPdf(asker, { proposalId, language }),
  );
}

export function download(
  c: HonoContext<Env>,
  { bytes, mediaType, filename }: SubmissionFile,
): Response {
  const plain = filename.replace(/[^\w.-]+/g, '_');
  return c.body(new Uint8Array(bytes), 200, {
    'Content-Type': mediaType,
    'Content-Disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(filename)}`,
  });
}

export const statusOf: Record<ErrorCode, 400 | 403 | 404 | 409 | 429> = {
  not_found: 404,
  forbidden: 403,
  invalid: 400,
  conflict: 409,
  late: 409,
  frozen: 409,
  expired: 409,
  used: 409,
  rate_limited: 429,
};
