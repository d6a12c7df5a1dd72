import { openDatabase } from '@samspel/platform/db/open-database';
import { migrateToLatest } from '@samspel/server/migrate';
import { afterAll, afterEach } from 'vitest';
import { startEmbeddedPostgres } from '../../support/embedded-postgres.ts';
import { freePort } from '../../support/free-port.ts';
import { startTestRedis } from '../../support/redis.ts';
import { startFront } from './front.ts';
import { HubProcess } from './installation.ts';

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
  const hubs = new Set<HubProcess>();
  afterEach(async () => {
    await Promise.all([...hubs].map((hub) => hub.kill()));
    hubs.clear();
  });
  afterAll(async () => {
    await db.destroy();
    await redis.stop();
    await postgres.stop();
  });
  return {
    db,
    redis,
    overRedis: { REDIS_URL: redis.url },
    async startHubs(count: number, env: Record<string, string> = {}) {
      const started = await Promise.all(
        Array.from({ length: count }, async () => {
          const hub = new HubProcess(await freePort(), { DATABASE_URL: databaseUrl, ...env });
          hubs.add(hub);
          await hub.start();
          return hub;
        }),
      );
      return { hubs: started, front: await startFront(started.map(({ port }) => port)) };
    },
  };
}
