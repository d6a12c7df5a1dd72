import { asSystem } from '@samspel/platform/db/as-system';
import type { Db } from '../database.ts';
import { exportText } from './export-submission.ts';
import { verifyExport } from './verify-export.ts';

/** Proves every stored submission as its export would be proven; for restored backups. */
export function verifyAllSubmissions(
  db: Db,
  onDifference: (line: string) => void,
): Promise<{ submissions: number }> {
  return asSystem(db, async (trx) => {
    const rows = await trx.selectFrom('submission').select(['id', 'reference']).execute();
    for (const { id, reference } of rows) {
      const text = await exportText(trx, id, true);
      for (const difference of verifyExport(Buffer.from(text))) {
        onDifference(`submission ${reference}: ${difference}`);
      }
    }
    return { submissions: rows.length };
  });
}
