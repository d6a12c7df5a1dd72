import type { Actor } from '@samspel/domain/actor';
import { DomainError, type ErrorCode } from '@samspel/domain/errors';
import { newId, newToken } from '@samspel/platform/ids';
import { BeginUpload } from '@samspel/server/annex/inputs';
import { beginUpload } from '@samspel/server/annex/uploading/begin-upload';
import { cancelUpload } from '@samspel/server/annex/uploading/end-upload';
import { finishUpload } from '@samspel/server/annex/uploading/finish-upload';
import { receivePart, type UploadContext } from '@samspel/server/annex/uploading/receive-part';
import { uploadState } from '@samspel/server/annex/uploading/upload-state';
import { identify } from '@samspel/server/person/identify';
import { DataStore, MemoryLocker, Server, Upload } from '@tus/server';
import type { Hono } from 'hono';
import { refusal } from './guards.ts';
import type { Env, Host } from './host.ts';

export const uploadPath = '/api/uploads';

/** Annexes arrive by the tus protocol: in parts, each with its offset, so that a cut line goes on later. */
export function uploadRoutes(app: Hono<Env>, host: Host): void {
  const { db, auth, bus, config, log, files } = host;
  // Of two requests for one upload the later waits for the earlier; between processes its row decides.
  const locker = new MemoryLocker();
  const serve = async (request: Request): Promise<Response> => {
    const { actor } = await identify(auth, db, request.headers);
    if (actor.kind !== 'person') return Response.json(refusal('unauthenticated'), { status: 401 });
    const ids = { newId, newToken };
    const server = openServer({ db, actor, bus, config, log, ids, files }, locker);
    return server.handleWeb(request);
  };
  app.on(['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'], [uploadPath, `${uploadPath}/*`], async (c) => {
    const answer = await serve(c.req.raw);
    const headers = new Headers(answer.headers);
    // Our own pages alone upload; the library would open the door to all.
    headers.delete('Access-Control-Allow-Origin');
    // What was not read of a refused part must not be taken for the next request.
    if (!answer.ok) headers.set('Connection', 'close');
    return new Response(answer.body, { status: answer.status, headers });
  });
}

type PersonContext = UploadContext & { actor: Actor };

function openServer(context: PersonContext, locker: MemoryLocker): Server {
  return new Server({
    path: uploadPath,
    datastore: new UploadStore(context),
    locker,
    relativeLocation: true,
    onUploadFinish: async (_request, { id }) => {
      await finishUpload(context, id);
      return {};
    },
    onResponseError: (_request, error) => answerTo(error, context),
  });
}

/** The library's store over our commands: each of them decides whether this person may. */
class UploadStore extends DataStore {
  readonly #context: PersonContext;

  constructor(context: PersonContext) {
    super();
    this.#context = context;
    this.extensions = ['creation', 'creation-with-upload', 'termination'];
  }

  override async create(upload: Upload): Promise<Upload> {
    const { metadata = {}, size = 0 } = upload;
    const asked = BeginUpload.safeParse({
      proposalId: metadata.proposalId,
      kind: metadata.kind,
      partnerId: metadata.partnerId || null,
      sourceId: metadata.sourceId || null,
      fileName: metadata.filename,
      sha256: metadata.sha256 || null,
      sizeBytes: size,
    });
    if (!asked.success) throw new DomainError('invalid', 'upload_unclear');
    const { uploadId } = await beginUpload(this.#context, asked.data);
    upload.id = uploadId;
    return upload;
  }

  override write(stream: AsyncIterable<Buffer>, id: string, offset: number): Promise<number> {
    return receivePart(this.#context, id, offset, stream);
  }

  override async getUpload(id: string): Promise<Upload> {
    const state = await uploadState(this.#context, id);
    // Its last byte came, and the process was cut off before it was looked at.
    if (state.waits) await finishUpload(this.#context, id);
    return new Upload({ id, size: state.sizeBytes, offset: state.receivedBytes });
  }

  override remove(id: string): Promise<void> {
    return cancelUpload(this.#context, id);
  }
}

const statusOf: Partial<Record<ErrorCode, number>> = {
  not_found: 404,
  forbidden: 403,
  rate_limited: 429,
};

/** A refusal with its reason. Clients take 409 for an offset to be asked for again, and nothing else is. */
function answerTo(error: Error | { status_code: number; body: string }, { log }: PersonContext) {
  if (error instanceof DomainError) {
    const { code, reason, params } = error;
    const moved = reason === 'upload_moved';
    return {
      status_code: moved ? 409 : (statusOf[code] ?? 422),
      body: JSON.stringify({ error: code, reason, params }),
    };
  }
  if (error instanceof Error && !('status_code' in error)) {
    log.error({ err: error }, 'an upload failed');
    return { status_code: 500, body: JSON.stringify(refusal('internal')) };
  }
  return undefined;
}
