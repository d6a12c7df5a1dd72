import { asSystem } from '@samspel/platform/db/as-system';
import { sql } from 'kysely';
import { withActor } from '../../command.ts';
import { removeUnlessKept } from '../../keep-file.ts';
import type { UploadContext } from './receive-part.ts';
import { findUpload } from './upload.queries.ts';

/** The sender gives it up: what arrived is removed. */
export async function cancelUpload(context: UploadContext, uploadId: string): Promise<void> {
  await withActor(context.db, context.actor, (trx) => findUpload(trx, uploadId));
  await endUpload(context, uploadId);
}

/**
 * Ends an upload that was recorded, refused or given up, and removes its parts; `sha256` is what it was
 * put together to, where that was refused.
 */
export async function endUpload(
  { db, files, log }: Pick<UploadContext, 'db' | 'files' | 'log'>,
  uploadId: string,
  sha256?: string,
): Promise<void> {
  await asSystem(db, (trx) =>
    trx
      .updateTable('upload')
      .set({ state: 'ended', touchedAt: sql<Date>`samspel.now()` })
      .where('id', '=', uploadId)
      .where('state', '=', 'open')
      .execute(),
  );
  try {
    await cleanUpload({ db, files }, uploadId);
    if (sha256) await asSystem(db, (trx) => removeUnlessKept(trx, files, sha256));
  } catch (error) {
    // What a broken file store does not remove now, the worker removes later.
    log.warn({ err: error, upload: uploadId }, 'an upload was not cleaned up yet');
  }
}

/** Removes the parts of an upload that is over. */
export async function cleanUpload(
  { db, files }: Pick<UploadContext, 'db' | 'files'>,
  uploadId: string,
): Promise<void> {
  await files.parts.removeAll(`${uploadId}-`);
  await asSystem(db, async (trx) => {
    await trx.deleteFrom('uploadPart').where('uploadId', '=', uploadId).execute();
    await trx
      .updateTable('upload')
      .set({ cleanedAt: sql<Date>`samspel.now()` })
      .where('id', '=', uploadId)
      .execute();
  });
}
