import { startApi } from '@samspel/api/start-api';
import { attachHub } from '@samspel/hub/attach-hub';
import { openBus } from '@samspel/platform/bus/open-bus';
import type { Config } from '@samspel/platform/config';
import type { Logger } from '@samspel/platform/log';
import { openRegistry } from '@samspel/platform/metrics/registry';
import { startWorker } from '@samspel/worker/start-worker';

export interface OneProcess {
  port: number;
  stop(): Promise<void>;
}

export interface OneProcessOptions {
  config: Config;
  databaseUrl: string;
  secret: string;
  dataFolder: string;
  webClient: string;
  demo: boolean;
  log: Logger;
}

/** API, hub and worker in this process; whatever has come up goes down again when a later part fails. */
export async function startOneProcess(options: OneProcessOptions): Promise<OneProcess> {
  const { config, log } = options;
  const bus = openBus({ redisUrl: config.redisUrl, log });
  const ends: (() => Promise<void>)[] = [() => bus.close()];
  // Last up, first down: nobody is let in while what serves them goes away.
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) {
      await end().catch((error: unknown) => log.error({ err: error }, 'did not stop cleanly'));
    }
  };
  try {
    const shared = { ...options, bus, registry: openRegistry() };
    const worker = await startWorker(shared);
    ends.push(() => worker.stop());
    const hub = await attachHub(shared);
    ends.push(() => hub.stop());
    const health = () => [hub.trouble(), worker.trouble()].filter((trouble) => trouble !== null);
    const api = await startApi({ ...shared, hub, health });
    ends.push(() => api.stop());
    return { port: api.port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
