import { afterEach } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { startFront } from './front.ts';
import { HubProcess } from './installation.ts';

/** Hubs over one database, that end with their test. */
export function hubStarter(databaseUrl: string) {
  const hubs = new Set<HubProcess>();
  afterEach(async () => {
    await Promise.all([...hubs].map((hub) => hub.kill()));
    hubs.clear();
  });
  return async (count: number, env: Record<string, string> = {}) => {
    const started = await Promise.all(
      Array.from({ length: count }, async () => {
        const hub = new HubProcess(await freePort(), { DATABASE_URL: databaseUrl, ...env });
        hubs.add(hub);
        await hub.start();
        return hub;
      }),
    );
    return { hubs: started, front: await startFront(started.map(({ port }) => port)) };
  };
}
