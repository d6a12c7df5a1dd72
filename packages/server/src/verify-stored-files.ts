import { asSystem } from '@samspel/platform/db/as-system';
import type { Files } from '@samspel/platform/files/files';
import type { Db } from './database.ts';

/** Reads every file that is kept for good to its end, which proves it; for restored backups. */
export async function verifyStoredFiles(
  db: Db,
  files: Files,
  onFault: (line: string) => void,
): Promise<number> {
  const rows = await asSystem(db, (trx) => trx.selectFrom('file').select('sha256').execute());
  for (const { sha256 } of rows) {
    const name = sha256.toString('hex');
    try {
      for await (const _ of await files.read(name));
    } catch (error) {
      onFault(`file ${name}: ${error instanceof Error ? error.message : 'unreadable'}`);
    }
  }
  return rows.length;
}
