import { runMigrations } from 'bullmq';
import type pg from 'pg';

/** Brings the queue library's own tables (schema bullmq) to the shape that this program knows. */
export async function migrateQueue(client: pg.Client): Promise<void> {
  await runMigrations(client, 'bullmq');
}
