import { openLog } from '@samspel/platform/log';
import { startCompaction } from '@samspel/worker/compaction/start-compaction';

// DATABASE_URL. What of the product's worker belongs to the engine: compaction, at its defaults.
process.env.LOG_LEVEL ??= 'warn';
const compaction = startCompaction({
  databaseUrl: process.env.DATABASE_URL!,
  log: openLog('bench-worker'),
});
process.stdout.write('ready\n');
process.once('SIGTERM', () => void compaction.stop().then(() => process.exit(0)));
// Whoever started it has ended.
process.stdin.on('end', () => process.exit(1)).resume();
