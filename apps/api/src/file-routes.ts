import { Readable } from 'node:stream';
import { DomainError, type ErrorCode } from '@samspel/domain/errors';
import { uuid } from '@samspel/domain/input';
import {
  annexFile,
  type KeptFile,
  submittedAnnexFile,
} from '@samspel/server/annex/reading/open-annex';
import { identify } from '@samspel/server/person/identify';
import { draftPdf } from '@samspel/server/proposal/reading/draft-file';
import { type Bundle, exportBundleOf } from '@samspel/server/submission/export-bundle';
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
  const serve = <T>(
    path: string,
    read: (asker: Asker, id: string, c: HonoContext<Env>) => Promise<T>,
    send: (c: HonoContext<Env>, file: T) => Response | Promise<Response>,
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
        return await send(c, await read(asker, parsed.data.id, c));
      } catch (error) {
        if (error instanceof DomainError) return c.json(refusal(error.code), statusOf[error.code]);
        throw error;
      }
    });
  const sendKept = (c: HonoContext<Env>, file: KeptFile) => sendRange(c, host, file);
  serve('/api/submissions/:id/receipt.pdf', readReceipt, download);
  serve('/api/submissions/:id/export.json', exportFileOf, download);
  serve('/api/submissions/:id/export.tar', exportBundleOf, sendBundle);
  serve('/api/submissions/:id/annexes/:number', readSubmittedAnnex, sendKept);
  serve('/api/annexes/:id', (asker, versionId) => annexFile(asker, { versionId }), sendKept);
  serve('/api/proposals/:id/draft.pdf', readDraft, download);
}

const languageOf = (c: HonoContext<Env>): Language => Query.parse(c.req.query()).language;

function readReceipt(asker: Asker, submissionId: string, c: HonoContext<Env>) {
  return receiptPdf(asker, { submissionId, language: languageOf(c) });
}

function readDraft(asker: Asker, proposalId: string, c: HonoContext<Env>) {
  return draftPdf(asker, { proposalId, language: languageOf(c) });
}

function readSubmittedAnnex(asker: Asker, submissionId: string, c: HonoContext<Env>) {
  const number = Number(/^\d{1,4}$/.exec(c.req.param('number') ?? '')?.[0] ?? 0);
  return submittedAnnexFile(asker, { submissionId, number });
}

function headersOf({ filename, mediaType }: Pick<SubmissionFile, 'filename' | 'mediaType'>) {
  const plain = filename.replace(/[^\w.-]+/g, '_');
  return {
    'Content-Type': mediaType,
    'Content-Disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encoded(filename)}`,
  };
}

// What encodeURIComponent leaves standing and RFC 8187 does not allow.
const encoded = (name: string) =>
  encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);

export function download(c: HonoContext<Env>, file: SubmissionFile): Response {
  return c.body(new Uint8Array(file.bytes), 200, headersOf(file));
}

function sendBundle(c: HonoContext<Env>, bundle: Bundle): Response {
  return c.body(streamOf(Readable.from(bundle.content)), 200, headersOf(bundle));
}

/** A file that somebody uploaded, whole or from where a download broke off. */
async function sendRange(c: HonoContext<Env>, { files }: Host, file: KeptFile): Promise<Response> {
  const { sizeBytes, sha256 } = file;
  const headers = { ...headersOf(file), 'Accept-Ranges': 'bytes', ETag: `"${sha256}"` };
  const range = rangeOf(c, file);
  if (range === 'outside') {
    return c.body(null, 416, { 'Content-Range': `bytes */${sizeBytes}` });
  }
  const content = streamOf(await files.read(sha256, range));
  if (!range) return c.body(content, 200, { ...headers, 'Content-Length': String(sizeBytes) });
  const { start, end } = range;
  return c.body(content, 206, {
    ...headers,
    'Content-Length': String(end - start + 1),
    'Content-Range': `bytes ${start}-${end}/${sizeBytes}`,
  });
}

/** One range; several at once are answered with the whole file, as the standard allows. */
function rangeOf(c: HonoContext<Env>, { sizeBytes, sha256 }: KeptFile) {
  const condition = c.req.header('if-range');
  const asked = /^bytes=(\d{1,15})-(\d{1,15})?$/.exec(c.req.header('range') ?? '');
  if (!asked || (condition && condition !== `"${sha256}"`)) return undefined;
  const start = Number(asked[1]);
  const end = Math.min(asked[2] ? Number(asked[2]) : sizeBytes - 1, sizeBytes - 1);
  return start <= end ? { start, end } : ('outside' as const);
}

function streamOf(content: Readable): ReadableStream {
  return Readable.toWeb(content) as unknown as ReadableStream;
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
