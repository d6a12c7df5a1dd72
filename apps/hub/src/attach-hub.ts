import { documentKinds } from '@samspel/documents/kinds';
import type { Bus } from '@samspel/platform/bus/bus';
import { type Config, ownOrigins } from '@samspel/platform/config';
import { assertUnprivileged } from '@samspel/platform/db/assert-unprivileged';
import { listenTo } from '@samspel/platform/db/listen';
import { type DatabaseOptions, databaseOver, openPool } from '@samspel/platform/db/open-database';
import type { Logger } from '@samspel/platform/log';
import type { Registry } from '@samspel/platform/metrics/registry';
import { createHub, type Hub } from '@samspel/sync/server/hub';
import { countHub, showHub } from './hub-metrics.ts';

export interface AttachHubOptions {
  config: Pick<Config, 'publicUrl'>;
  /** The owner's login; the hub acts as samspel_hub, which reaches the engine's tables only. */
  databaseUrl: string;
  bus: Bus;
  log: Logger;
  /** Where it counts; nowhere without. */
  registry?: Registry;
}

/** The hub of the product, for an HTTP server that passes it its upgrades. `stop` also ends its pools. */
export async function attachHub(options: AttachHubOptions): Promise<Hub> {
  const { config, databaseUrl, bus, log, registry } = options;
  const database: DatabaseOptions = {
    url: databaseUrl,
    role: 'samspel_hub',
    applicationName: 'samspel-hub',
    searchPath: 'sync',
    log,
  };
  const commits = openPool({ ...database, applicationName: 'samspel-hub-commit', max: 3 });
  const reads = openPool({ ...database, max: 6 });
  const end = () => Promise.all([commits.end(), reads.end()]);
  try {
    await assertUnprivileged(databaseOver(reads));
  } catch (error) {
    await end();
    throw error;
  }
  const hub = createHub({
    commits,
    reads,
    listen: (channel, onPayload, onReconnect) =>
      listenTo(database, channel, onPayload, onReconnect),
    bus,
    documentKinds,
    allowedOrigins: ownOrigins(config.publicUrl),
    log,
    meter: registry && countHub(registry),
  });
  if (registry) showHub(registry, () => hub.state());
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await hub.stop();
    await end();
  };
  return {
    handleUpgrade: (request, socket, head) => hub.handleUpgrade(request, socket, head),
    trouble: () => hub.trouble(),
    state: () => hub.state(),
    // The API ends the hub's sockets before its own server; whoever opened the hub ends it as well.
    stop: () => (stopping ??= stop()),
  };
}
