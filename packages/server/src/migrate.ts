import { shapesToRaise } from '@samspel/documents/migrations';
import { openDatabase } from '@samspel/platform/db/open-database';
import type { Logger } from '@samspel/platform/log';
import { type MigrationStep, migrateDatabase } from '@samspel/platform/migrate';
import { raiseShapes } from '@samspel/sync/store/documents';
import { syncMigrations } from '@samspel/sync/store/migrations';
import * as ground from './migrations/0001-ground.ts';
import * as intentAttempts from './migrations/0002-intent-attempts.ts';
import * as invitationReminderLink from './migrations/0003-invitation-reminder-link.ts';
import * as indexesOfLimits from './migrations/0004-indexes-of-limits.ts';
import * as pledgeHistory from './migrations/0005-pledge-history.ts';
import * as annexes from './migrations/0006-annexes.ts';
import * as signedWorkplans from './migrations/0007-signed-workplans.ts';
import * as certificateScans from './migrations/0008-certificate-scans.ts';
import { authMigration } from './person/migrate-auth.ts';

/** In this order: what comes later may refer to what came before. A released migration never changes. */
export const migrationSteps: readonly MigrationStep[] = [
  {
    schema: 'samspel',
    migrations: {
      '0001-ground': ground,
      '0002-intent-attempts': intentAttempts,
      '0003-invitation-reminder-link': invitationReminderLink,
      '0004-indexes-of-limits': indexesOfLimits,
      '0005-pledge-history': pledgeHistory,
      '0006-annexes': annexes,
      '0007-signed-workplans': signedWorkplans,
      '0008-certificate-scans': certificateScans,
    },
  },
  authMigration,
  { schema: 'sync', migrations: syncMigrations },
];

/** Brings the database behind `url` (its owner's login) to the present shape, and the documents in it. */
export async function migrateToLatest(url: string, log: Pick<Logger, 'info'>): Promise<void> {
  await migrateDatabase({ url, steps: migrationSteps, log });
  await raiseDocuments(url, log);
}

/** Each time: programs of before may have made more of them until the last one ended. */
async function raiseDocuments(url: string, log: Pick<Logger, 'info'>): Promise<void> {
  const db = openDatabase<unknown>({
    url,
    applicationName: 'samspel-migrate',
    role: 'samspel_app',
    max: 1,
    statementTimeoutMs: 60_000,
  });
  try {
    const raised = await db.transaction().execute((trx) => raiseShapes(trx, shapesToRaise()));
    if (raised > 0) log.info({ documents: raised }, 'of the shape of this version');
  } finally {
    await db.destroy();
  }
}
