import { asSystem } from '@samspel/platform/db/as-system';
import { type ScanContext, scanBatch, scanEach } from '../../scan-files.ts';
import { scanVersion } from './scan-version.ts';

/**
 * Scans what has not been: new files, those that came while the scanner was down, those from before there
 * was one. The newest first, so that one which it cannot read holds nobody up.
 */
export async function scanWaiting(context: ScanContext): Promise<number> {
  if (!context.config.scanner) return 0;
  const waiting = await asSystem(context.db, (trx) =>
    trx
      .selectFrom('annexVersion')
      .select('id')
      .where('scan', 'in', ['pending', 'unscanned'])
      .orderBy('at', 'desc')
      .limit(scanBatch)
      .execute(),
  );
  const ids = waiting.map(({ id }) => id);
  return scanEach(context, ids, (trx, id) => scanVersion(trx, context, id));
}
