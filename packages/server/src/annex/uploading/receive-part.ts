import { DomainError } from '@samspel/domain/errors';
import { failpoint } from '@samspel/platform/failpoint';
import type { Bytes, Files } from '@samspel/platform/files/files';
import { sql } from 'kysely';
import { type Context, withActor } from '../../command.ts';
import { findUpload } from './upload.queries.ts';

export type UploadContext = Context & { files: Files };

/**
 * Takes what arrives from `offset` on and resolves to how much is there now. A line that is cut keeps what
 * came through: it is stored before the failure is passed on. Of two that send the same bytes at the same
 * time one is refused.
 */
export async function receivePart(
  { db, actor, files, ids }: UploadContext,
  uploadId: string,
  offset: number,
  source: Bytes,
): Promise<number> {
  const upload = await withActor(db, actor, (trx) => findUpload(trx, uploadId));
  if (Number(upload.receivedBytes) !== offset || upload.state !== 'open') throw moved();
  const file = `${uploadId}-${offset}-${ids.newId()}`;
  const missing = Number(upload.sizeBytes) - offset;
  const { sizeBytes, failure } = await files.parts.put(file, upTo(source, missing));
  failpoint('upload-part-stored');
  if (sizeBytes > 0) {
    const part = { uploadId, startByte: BigInt(offset), sizeBytes: BigInt(sizeBytes), file };
    const kept = await withActor(db, actor, async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('upload')
        .set({ receivedBytes: BigInt(offset + sizeBytes), touchedAt: sql<Date>`samspel.now()` })
        .where('id', '=', uploadId)
        .where('state', '=', 'open')
        .where('receivedBytes', '=', BigInt(offset))
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      await trx.insertInto('uploadPart').values(part).execute();
      return true;
    });
    if (!kept) {
      await files.parts.removeAll(file);
      throw moved();
    }
  }
  failpoint('upload-received');
  if (failure) throw failure;
  return offset + sizeBytes;
}

function moved(): DomainError {
  return new DomainError('conflict', 'upload_moved');
}

async function* upTo(source: Bytes, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new DomainError('invalid', 'upload_too_long');
    yield chunk;
  }
}
