import type { Database } from '@samspel/server/database';
import { finishStaleIntents } from '@samspel/server/proposal/finish-intents';
import type { ScheduledWork } from './worker.ts';

/** What comes round. Each finds its own work by a query, so a missed round only delays. */
export const schedules: Readonly<Record<string, ScheduledWork<Database>>> = {
  'finish-stale-intents': {
    when: { everyMs: 10_000 },
    run: async (context) => {
      const finished = await finishStaleIntents(context);
      if (finished > 0) context.log.warn({ finished }, 'submissions cut off before their decision');
    },
  },
};
