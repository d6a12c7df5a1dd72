import { serveSyncAlone } from '@samspel/hub/serve-sync-alone';
import { openLog } from '@samspel/platform/log';
import { migrateToLatest } from '@samspel/server/migrate';
import { type Command, portOf, print, required, tell } from '../command.ts';
import { withInstallation } from '../installation.ts';
import { portFailure } from '../ports.ts';
import { untilAskedToStop } from '../stop-signals.ts';

const command: Command = {
  usage: '--port N [--host ADDRESS]',
  does: 'runs the sync engine alone: everyone may write any document; for benchmarks and tests',
  options: { port: { type: 'string' }, host: { type: 'string' } },
  async run(given) {
    const port = portOf(required(given, 'port'), '--port');
    const host = typeof given.options.host === 'string' ? given.options.host : '127.0.0.1';
    const stopping = untilAskedToStop();
    try {
      return await withInstallation(
        'sync-server',
        async ({ databaseUrl, config: { redisUrl } }) => {
          await migrateToLatest(databaseUrl, { info: () => {} });
          process.env.LOG_LEVEL ??= 'warn';
          const log = openLog('sync-server');
          const server = await serveSyncAlone({ databaseUrl, host, port, log, redisUrl }).catch(
            (error: unknown) => {
              throw portFailure(error, host, port);
            },
          );
          tell(`listening on ws://${host}:${server.port}`);
          print('ready');
          tell(`stopping: ${await stopping.asked}`);
          await server.stop();
          return 0;
        },
        { endsBySignal: false },
      );
    } finally {
      stopping.forget();
    }
  },
};
export default command;
