import { FileMissing, type Files } from '@samspel/platform/files/files';
import { sql } from 'kysely';
import type { Trx } from './database.ts';

interface Kept {
  sha256: string;
  sizeBytes: number;
  mediaType: string;
}

/**
 * Says in this transaction that a stored file is needed for good. Whoever removes what nobody needs waits
 * for its end; if that was faster, it throws FileMissing, and the bytes are to be stored again.
 */
export async function keepFile(
  trx: Trx,
  files: Files,
  { sha256, sizeBytes, mediaType }: Kept,
): Promise<void> {
  await lockFile(trx, sha256);
  if ((await files.sizeOf(sha256)) === null) throw new FileMissing(`file ${sha256} is gone`);
  await trx
    .insertInto('file')
    .values({ sha256: Buffer.from(sha256, 'hex'), size: BigInt(sizeBytes), mediaType })
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .execute();
}

/** Removes a file that nothing needs. */
export async function removeUnlessKept(trx: Trx, files: Files, sha256: string): Promise<void> {
  await lockFile(trx, sha256);
  const kept = await trx
    .selectFrom('file')
    .select('sha256')
    .where('sha256', '=', Buffer.from(sha256, 'hex'))
    .executeTakeFirst();
  if (!kept) await files.remove(sha256);
}

/** Until the end of the transaction nobody else decides whether these bytes are kept. */
async function lockFile(trx: Trx, sha256: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`file ${sha256}`}, 0))`.execute(trx);
}
