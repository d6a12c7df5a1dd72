import type { Migration } from 'kysely/migration';
import * as engine from './migrations/0001-engine.ts';

/** Schema `sync`. Frozen once released; a change is a new one. The roles exist when they run. */
export const syncMigrations: Record<string, Migration> = {
  '0001-engine': engine,
};
