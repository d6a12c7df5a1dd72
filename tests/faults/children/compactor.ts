import { openPool } from '@samspel/platform/db/open-database';
import { compactDocument } from '@samspel/sync/compaction/compact-document';
import { judgeDepth } from '@samspel/sync/compaction/judge-depth';
import { findLongTails } from '@samspel/sync/compaction/store';

// What the worker's thread does, without pause and in small steps, in a process that can be killed.
const pool = openPool({
  url: process.env.DATABASE_URL!,
  role: 'samspel_app',
  applicationName: 'compactor',
  searchPath: 'sync',
  max: 2,
});
const tail = {
  rows: Number(process.env.FAULT_ROWS ?? '5'),
  bytes: 1e9,
  idleRows: 1e9,
  idleSeconds: 1e9,
};
const stepBytes = Number(process.env.FAULT_STEP ?? '500');
process.stdout.write('ready\n');
for (;;) {
  const ids = await findLongTails(pool, tail);
  for (const id of ids) await compactDocument({ pool, judge: judgeDepth, stepBytes }, id);
  if (ids.length === 0 && process.env.FAULT_ONCE) break;
  if (ids.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}
await pool.end();
