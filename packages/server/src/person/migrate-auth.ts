import { passkey } from '@better-auth/passkey';
import { openPool } from '@samspel/platform/db/open-database';
import type { MigrationStep } from '@samspel/platform/migrate';
import { getMigrations } from 'better-auth/db/migration';
import { Kysely, PostgresDialect } from 'kysely';
import { authTables } from './auth.ts';

/** The sign-in library's own tables, in a schema of their own. */
export const authMigration: MigrationStep = {
  schema: 'auth',
  grant: 'samspel_app',
  async run(url) {
    const pool = openPool({
      url,
      applicationName: 'samspel-migrate-auth',
      searchPath: 'auth',
      max: 1,
      statementTimeoutMs: 60_000,
    });
    const authDb = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
    try {
      const { runMigrations } = await getMigrations({
        ...authTables(authDb),
        logger: { disabled: true },
        plugins: [passkey()],
      });
      await runMigrations();
    } finally {
      await authDb.destroy();
    }
  },
};
