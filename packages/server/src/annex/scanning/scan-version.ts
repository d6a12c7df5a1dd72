import { sql } from 'kysely';
import { appendTyped } from '../../command.ts';
import type { Trx } from '../../database.ts';
import { type ScanContext, verdictOn } from '../../scan-files.ts';

const system = { kind: 'system' } as const;

/** Has a version's file scanned and says what was found, once. Without a scanner nothing is said. */
export async function scanVersion(
  trx: Trx,
  context: ScanContext,
  versionId: string,
): Promise<boolean> {
  if (!context.config.scanner) return false;
  const version = await trx
    .selectFrom('annexVersion')
    .select(['id', 'annexId', 'proposalId', 'sha256'])
    .where('id', '=', versionId)
    .where('scan', 'in', ['pending', 'unscanned'])
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!version?.sha256) return false;
  const state = await verdictOn(trx, context, version.sha256);
  if (!state) return false;
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
