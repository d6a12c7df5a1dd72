import { asSystem } from '@samspel/platform/db/as-system';
import type { Files } from '@samspel/platform/files/files';
import { openScanner, type Verdict } from '@samspel/platform/scan/scanner';
import { sql } from 'kysely';
import type { Context } from './command.ts';
import type { Trx } from './database.ts';

export type ScanContext = Pick<Context, 'db' | 'config' | 'log'> & { files: Files };

/** How many of a kind are scanned in one go. */
export const scanBatch = 20;

/** A scanner that is down is not asked for each file. */
const failuresMax = 3;

/** One transaction each, so that one which the scanner cannot read holds nobody up. Answers how many were scanned. */
export async function scanEach(
  { db, log }: Pick<ScanContext, 'db' | 'log'>,
  ids: readonly string[],
  scan: (trx: Trx, id: string) => Promise<boolean>,
): Promise<number> {
  let scanned = 0;
  let failures = 0;
  for (const id of ids) {
    if (failures === failuresMax) break;
    try {
      if (await asSystem(db, (trx) => scan(trx, id))) scanned += 1;
    } catch (error) {
      failures += 1;
      log.warn({ err: error, file: id }, 'a file was not scanned');
    }
  }
  return scanned;
}

/** A scanner that cannot tell is a failure, and the file waits. Null without a scanner. */
export async function verdictOn(
  trx: Trx,
  { files, config }: Pick<ScanContext, 'files' | 'config'>,
  sha256: Buffer,
): Promise<Verdict | null> {
  if (!config.scanner) return null;
  // The transaction stands idle while the scanner reads, longer than others may.
  await sql`select set_config('idle_in_transaction_session_timeout', '90s', true)`.execute(trx);
  return openScanner(config.scanner).scan(await files.read(sha256.toString('hex')));
}
