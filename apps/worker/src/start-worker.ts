import { join } from 'node:path';
import type { Bus } from '@samspel/platform/bus/bus';
import type { Config } from '@samspel/platform/config';
import { openDatabase } from '@samspel/platform/db/open-database';
import { openFiles } from '@samspel/platform/files/files';
import type { Logger } from '@samspel/platform/log';
import { openMailer } from '@samspel/platform/mail/open-mailer';
import { openQueue } from '@samspel/platform/queue/open-queue';
import type { Database } from '@samspel/server/database';
import { handlersFor } from '@samspel/server/handlers';
import { startCompaction } from './compaction/start-compaction.ts';
import { schedules } from './schedules.ts';
import { runWorker, type Worker } from './worker.ts';

export interface StartWorkerOptions {
  config: Config;
  /** The owner's login; every statement runs as samspel_app. */
  databaseUrl: string;
  dataFolder: string;
  /** The caller's: closed by the caller. */
  bus: Bus;
  log: Logger;
}

/** The product's worker with everything of its own opened; rejects when it must not or cannot serve. */
export async function startWorker(options: StartWorkerOptions): Promise<Worker> {
  const { config, databaseUrl, dataFolder, bus } = options;
  const log = options.log.child({ part: 'worker' });
  const db = openDatabase<Database>({
    url: databaseUrl,
    role: 'samspel_app',
    applicationName: 'samspel-worker',
    log,
  });
  const queue = openQueue({ redisUrl: config.redisUrl, databaseUrl, log });
  const mailer = config.smtpUrl
    ? openMailer({ smtpUrl: config.smtpUrl, from: config.mailFrom, log })
    : null;
  const close = async () => {
    mailer?.close();
    await queue.close();
    await db.destroy();
  };
  try {
    const files = openFiles(join(dataFolder, 'files'), config.filesUrl);
    const worker = await runWorker({
      config,
      db,
      queue,
      bus,
      mailer,
      files,
      handlers: handlersFor({ publicUrl: config.publicUrl }),
      schedules,
      log,
    });
    const compaction = startCompaction({ databaseUrl, log });
    return {
      trouble: () => worker.trouble() ?? compaction.trouble(),
      async stop() {
        await compaction.stop();
        await worker.stop();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
