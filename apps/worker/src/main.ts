import { openBus } from '@samspel/platform/bus/open-bus';
import { ConfigError, readConfig } from '@samspel/platform/config';
import { openLog } from '@samspel/platform/log';
import { startWorker } from './start-worker.ts';

// The worker as a process of its own, beside API processes that share its database and Redis.
const log = openLog('samspel-worker');

async function main(): Promise<void> {
  const config = readConfig();
  const { databaseUrl, redisUrl, dataDirectory } = config;
  if (!databaseUrl) throw new ConfigError(['DATABASE_URL: a worker of its own needs it']);
  if (!redisUrl) log.warn('without REDIS_URL open screens learn of events late');
  const bus = openBus({ redisUrl, log });
  const worker = await startWorker({ config, databaseUrl, dataFolder: dataDirectory, bus, log });
  log.info('worker ready');
  const stop = async (signal: NodeJS.Signals) => {
    log.info({ signal }, 'worker stops');
    await worker.stop();
    await bus.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else log.fatal({ err: error }, 'the worker does not start');
  process.exit(1);
});
