import type { Migration } from 'kysely/migration';
import * as engine from './migrations/0001-engine.ts';
import * as compaction from './migrations/0002-compaction.ts';
import * as briefCompaction from './migrations/0003-brief-compaction.ts';
import * as runs from './migrations/0004-runs.ts';

/** Schema `sync`. Frozen once released; a change is a new one. The roles exist when they run. */
export const syncMigrations: Record<string, Migration> = {
  '0001-engine': engine,
  '0002-compaction': compaction,
  '0003-brief-compaction': briefCompaction,
  '0004-runs': runs,
};
