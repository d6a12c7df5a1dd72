import { openInProcessBus } from '@samspel/platform/bus/in-process-bus';
import { readConfig } from '@samspel/platform/config';
import { openDatabase } from '@samspel/platform/db/open-database';
import { openFiles } from '@samspel/platform/files/files';
import { openLog } from '@samspel/platform/log';
import { openMailer } from '@samspel/platform/mail/open-mailer';
import { openQueue } from '@samspel/platform/queue/open-queue';
import { runWorker } from '@samspel/worker/worker';
import { eventType, faultHandlers } from './fault-handlers.ts';

// A real worker process over a small world of handlers; killed at SAMSPEL_FAILPOINT or by its test.
const config = readConfig();
const databaseUrl = config.databaseUrl!;
const log = openLog('fault-worker');
const worker = await runWorker({
  config,
  db: openDatabase<unknown>({
    url: databaseUrl,
    role: 'samspel_app',
    applicationName: 'worker',
    log,
  }),
  queue: openQueue({ redisUrl: config.redisUrl, databaseUrl, log }),
  bus: openInProcessBus(),
  mailer: openMailer({ smtpUrl: config.smtpUrl!, from: config.mailFrom, log }),
  files: openFiles(config.dataDirectory),
  handlers: faultHandlers(databaseUrl, process.env.FAULT_UNPROTECTED !== '1'),
  schedules: {},
  eventTypes: [eventType],
  mailLeaseSeconds: 2,
  lockMs: 2000,
  log,
});
process.stdout.write('ready\n');
process.once('SIGTERM', async () => {
  await worker.stop();
  process.exit(0);
});
