import { createServer } from 'node:http';
import { openBus } from '@samspel/platform/bus/open-bus';
import { ConfigError, readConfig } from '@samspel/platform/config';
import { openLog } from '@samspel/platform/log';
import { openRegistry } from '@samspel/platform/metrics/registry';
import { serveMetrics } from '@samspel/platform/metrics/serve-metrics';
import { attachHub } from './attach-hub.ts';
import { takeSockets } from './taken-sockets.ts';

// The hub as a process of its own, beside API processes that share its database and Redis.
const log = openLog('samspel-hub');

async function main(): Promise<void> {
  const config = readConfig();
  const { databaseUrl, redisUrl, host, port } = config;
  if (!databaseUrl) throw new ConfigError(['DATABASE_URL: a hub of its own needs it']);
  if (!redisUrl) log.warn("without REDIS_URL other hubs' edits arrive up to a second late");
  const bus = openBus({ redisUrl, log });
  const registry = openRegistry();
  const hub = await attachHub({ config, databaseUrl, bus, log, registry });
  if (config.metricsPort !== undefined) {
    await serveMetrics(registry, { host, port: config.metricsPort });
  }
  const server = createServer((request, response) => {
    const trouble = request.url === '/healthz' ? hub.trouble() : undefined;
    if (trouble === undefined) return void response.writeHead(404).end();
    response.writeHead(trouble ? 503 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(trouble ? { status: 'unavailable', trouble } : { status: 'ok' }));
  });
  server.on('upgrade', (request, socket, head) => {
    if (!hub.handleUpgrade(request, socket, head)) socket.destroy();
  });
  if (process.argv.includes('--takes-sockets')) takeSockets(hub);
  else server.listen(port, host, () => log.info({ address: server.address() }, 'hub ready'));
  const stop = async (signal: NodeJS.Signals) => {
    log.info({ signal }, 'hub stops');
    server.close();
    await hub.stop();
    await bus.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else log.fatal({ err: error }, 'the hub does not start');
  process.exit(1);
});
