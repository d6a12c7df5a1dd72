import { asSystem } from '@samspel/platform/db/as-system';
import type { Files } from '@samspel/platform/files/files';
import type { Context } from '../../command.ts';
import { scanVersion } from './scan-version.ts';

const batch = 20;

/** A scanner that is down is not asked for each file. */
const failuresMax = 3;

/**
 * Scans what has not been: new files, those that came while the scanner was down, those from before there
 * was one. The newest first, so that one which it cannot read holds nobody up.
 */
export async function scanWaiting(
  context: Pick<Context, 'db' | 'config' | 'log'> & { files: Files },
): Promise<number> {
  const { db, config, log } = context;
  if (!config.scanner) return 0;
  const waiting = await asSystem(db, (trx) =>
    trx
      .selectFrom('annexVersion')
      .select('id')
      .where('scan', 'in', ['pending', 'unscanned'])
      .orderBy('at', 'desc')
      .limit(batch)
      .execute(),
  );
  let scanned = 0;
  let failures = 0;
  for (const { id } of waiting) {
    if (failures === failuresMax) break;
    try {
      if (await asSystem(db, (trx) => scanVersion(trx, context, id))) scanned += 1;
    } catch (error) {
      failures += 1;
      log.warn({ err: error, version: id }, 'a file was not scanned');
    }
  }
  return scanned;
}
