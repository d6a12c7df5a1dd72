import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openBus } from '@samspel/platform/bus/open-bus';
import { ConfigError, readConfig } from '@samspel/platform/config';
import { openLog } from '@samspel/platform/log';
import { startApi } from './start-api.ts';

// The API as a process of its own, beside hub and worker processes that share its database and Redis.
const log = openLog('samspel-api');
const webClient = path.resolve(import.meta.dirname, '../../web/build');

async function main(): Promise<void> {
  const config = readConfig();
  const { databaseUrl, redisUrl, dataDirectory: dataFolder, demo } = config;
  if (!databaseUrl) throw new ConfigError(['DATABASE_URL: an API of its own needs it']);
  if (!redisUrl) log.warn('without REDIS_URL open screens learn of events late');
  const secret = readSecret(config.secretFile ?? path.join(dataFolder, 'secret'));
  const bus = openBus({ redisUrl, log });
  const shared = { config, databaseUrl, secret, dataFolder, webClient, demo, bus, log };
  const api = await startApi({ ...shared, hub: null });
  log.info({ port: api.port }, 'api ready');
  const stop = async (signal: NodeJS.Signals) => {
    log.info({ signal }, 'api stops');
    await api.stop();
    await bus.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
}

// Never made here: several processes with a secret of their own each would end one another's sessions.
function readSecret(file: string): string {
  let secret = '';
  try {
    secret = readFileSync(file, 'utf8').trim();
  } catch {
    throw new ConfigError([`SAMSPEL_SECRET_FILE: ${file} cannot be read`]);
  }
  if (secret.length >= 32) return secret;
  throw new ConfigError([`SAMSPEL_SECRET_FILE: ${file} holds fewer than 32 characters`]);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else log.fatal({ err: error }, 'the API does not start');
  process.exit(1);
});
