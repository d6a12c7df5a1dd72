import type { Files } from '@samspel/platform/files/files';
import { openScanner } from '@samspel/platform/scan/scanner';
import { sql } from 'kysely';
import { appendTyped, type Context } from '../../command.ts';
import type { Trx } from '../../database.ts';

const system = { kind: 'system' } as const;

/**
 * Has a version's file scanned and says what was found, once. Without a scanner nothing is said; a scanner
 * that cannot tell is a failure, and the file waits.
 */
export async function scanVersion(
  trx: Trx,
  { files, config }: { files: Files } & Pick<Context, 'config'>,
  versionId: string,
): Promise<boolean> {
  if (!config.scanner) return false;
  // The transaction stands idle while the scanner reads, longer than others may.
  await sql`select set_config('idle_in_transaction_session_timeout', '90s', true)`.execute(trx);
  const version = await trx
    .selectFrom('annexVersion')
    .select(['id', 'annexId', 'proposalId', 'sha256'])
    .where('id', '=', versionId)
    .where('scan', 'in', ['pending', 'unscanned'])
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!version?.sha256) return false;
  const content = await files.read(version.sha256.toString('hex'));
  const state = await openScanner(config.scanner).scan(content);
  await trx
    .updateTable('annexVersion')
    .set({ scan: state, scannedAt: sql<Date>`samspel.now()` })
    .where('id', '=', versionId)
    .execute();
  const { proposalId, annexId } = version;
  await appendTyped(trx, system, { kind: 'proposal', id: proposalId }, 'annex.scanned', {
    ...{ proposalId, annexId, versionId },
    state,
  });
  return true;
}
