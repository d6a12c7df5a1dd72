import { topics } from '@samspel/platform/bus/bus';
import { newId, newToken } from '@samspel/platform/ids';
import { scanWaiting } from '@samspel/server/annex/scanning/scan-waiting';
import { sweepUploads } from '@samspel/server/annex/uploading/sweep-uploads';
import { scanCertificates } from '@samspel/server/cofunding/scanning/scan-certificates';
import type { Database } from '@samspel/server/database';
import { runDueReminders } from '@samspel/server/notification/reminding/run-due-reminders';
import { finishStaleIntents } from '@samspel/server/proposal/submitting/finish-intents';
import type { ScheduledWork } from './worker.ts';

/** What comes round. Each finds its own work by a query, so a missed round only delays. */
export const schedules: Readonly<Record<string, ScheduledWork<Database>>> = {
  'remind-of-what-is-due': {
    when: { everyMs: 60_000 },
    run: async ({ db, bus, config, log }) => {
      const reminders = await runDueReminders(db, { publicUrl: config.publicUrl, log });
      if (reminders === 0) return;
      log.info({ reminders }, 'reminded');
      void bus.publish(topics.mail, {});
      void bus.publish(topics.outbox, {});
    },
  },
  'finish-stale-intents': {
    when: { everyMs: 10_000 },
    run: async (context) => {
      const finished = await finishStaleIntents(context);
      if (finished > 0) context.log.warn({ finished }, 'submissions cut off before their decision');
    },
  },
  'scan-files': {
    when: { everyMs: 5000 },
    run: async (context) => {
      const scanned = (await scanWaiting(context)) + (await scanCertificates(context));
      if (scanned > 0) void context.bus.publish(topics.outbox, {});
    },
  },
  'sweep-uploads': {
    when: { everyMs: 30_000 },
    run: async (context) => {
      const swept = await sweepUploads({ ...context, ids: { newId, newToken } });
      if (swept.finished + swept.givenUp > 0) context.log.info(swept, 'uploads swept');
    },
  },
};
