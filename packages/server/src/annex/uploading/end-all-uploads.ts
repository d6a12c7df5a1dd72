import { asSystem } from '@samspel/platform/db/as-system';
import { sql } from 'kysely';
import type { Db } from '../../database.ts';

/** After a restore: a backup holds no parts, so nobody can go on with an upload that it names. */
export async function endAllUploads(db: Db): Promise<void> {
  await asSystem(db, async (trx) => {
    await trx.deleteFrom('uploadPart').execute();
    await trx
      .updateTable('upload')
      .set({ state: 'ended', cleanedAt: sql<Date>`samspel.now()` })
      .where('cleanedAt', 'is', null)
      .execute();
  });
}
