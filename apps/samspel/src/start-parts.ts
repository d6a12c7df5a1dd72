import { startApi } from '@samspel/api/start-api';
import { attachHub } from '@samspel/hub/attach-hub';
import { openBus } from '@samspel/platform/bus/open-bus';
import type { Config } from '@samspel/platform/config';
import type { Logger } from '@samspel/platform/log';
import { openRegistry } from '@samspel/platform/metrics/registry';
import { startWorker } from '@samspel/worker/start-worker';
import { HubProcesses } from './several/hub-processes.ts';
import { startWorkers } from './several/worker-processes.ts';

export interface Parts {
  port: number;
  stop(): Promise<void>;
}

export interface PartsOptions {
  config: Config;
  databaseUrl: string;
  secret: string;
  dataFolder: string;
  webClient: string;
  demo: boolean;
  log: Logger;
  /** Processes of their own; 0: within this one. */
  hubs: number;
  workers: number;
}

/** API, hub and worker, in this process or in others; whatever has come up goes down again when a later part fails. */
export async function startParts(options: PartsOptions): Promise<Parts> {
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
    const env = childEnvironment(options);
    const worker =
      options.workers > 0
        ? await startWorkers({ count: options.workers, env, log })
        : await startWorker(shared);
    ends.push(() => worker.stop());
    const hub =
      options.hubs > 0
        ? await HubProcesses.start({ count: options.hubs, config, env, log })
        : await attachHub(shared);
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

/** The settings of this installation as they turned out: with the port, and the embedded database. */
function childEnvironment({ config, databaseUrl, dataFolder }: PartsOptions): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DATABASE_URL: databaseUrl,
    SAMSPEL_DATA: dataFolder,
    SAMSPEL_URL: config.publicUrl,
    PORT: String(config.port),
  };
}
