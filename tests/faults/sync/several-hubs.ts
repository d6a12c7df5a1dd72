import { openDatabase } from '@samspel/platform/db/open-database';
import { migrateToLatest } from '@samspel/server/migrate';
import { afterAll } from 'vitest';
import { startEmbeddedPostgres } from '../../support/embedded-postgres.ts';
import { startTestRedis } from '../../support/redis.ts';
import { hubStarter } from './hub-starter.ts';

/** PostgreSQL and Redis for a file's tests, and hubs for each of them. */
export async function severalHubs() {
  const postgres = await startEmbeddedPostgres({ durable: true });
  const databaseUrl = postgres.urlOf('postgres');
  await migrateToLatest(databaseUrl, { info: () => {} });
  const db = openDatabase<unknown>({
    url: databaseUrl,
    applicationName: 'test',
    role: 'samspel_app',
  });
  const redis = await startTestRedis();
  const startHubs = hubStarter(databaseUrl);
  afterAll(async () => {
    await db.destroy();
    await redis.stop();
    await postgres.stop();
  });
  return { db, postgres, redis, overRedis: { REDIS_URL: redis.url }, startHubs };
}
