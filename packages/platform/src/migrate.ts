import { Kysely, PostgresDialect } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import { clientSettings, type ProcessRole, poolOf } from './db/open-database.ts';
import type { Logger } from './log.ts';
import { migrateQueue } from './queue/migrate-queue.ts';

/** Schemas of the product's own frozen migrations, and schemas that a library migrates itself. */
export type MigrationStep =
  | { schema: string; migrations: Record<string, Migration> }
  | { schema: string; run(url: string): Promise<void>; grant: 'samspel_app' };

export interface MigrateOptions {
  url: string;
  steps: readonly MigrationStep[];
  log: Pick<Logger, 'info'>;
}

// Two programs that start at once: the second waits here and then finds nothing to do.
const LOCK = 7_261_943;
const LOCK_TIMEOUT = '55P03';

/**
 * Brings a database to the present shape: roles, schemas, each step's migrations, the queue's tables,
 * grants. Safe to run again and at the same time; a newer database than this program is refused.
 */
export async function migrateDatabase(options: MigrateOptions): Promise<void> {
  const client = await connect(options.url);
  try {
    await client.query('set statement_timeout = 0');
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await prepareRoles(client);
    for (const step of options.steps) {
      await client.query(`create schema if not exists ${name(step.schema)}`);
      if ('run' in step) {
        await step.run(options.url);
        await grantAll(client, step.schema, step.grant);
      } else {
        await runMigrations(options, step.schema, step.migrations);
      }
    }
    await migrateQueue(client);
    // The queue's library makes one sequence for each queue when it is first used.
    await client.query('grant create on schema bullmq to samspel_queue');
    await grantAll(client, 'bullmq', 'samspel_queue');
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    ...clientSettings({ url, applicationName: 'samspel-migrate' }),
    query_timeout: 0,
    idle_in_transaction_session_timeout: 0,
  });
  client.on('error', () => {});
  await client.connect();
  return client;
}

const roles: readonly ProcessRole[] = ['samspel_app', 'samspel_hub', 'samspel_queue'];

/** The processes' roles: they own nothing, cannot log in, and the login user may become them. */
async function prepareRoles(client: pg.Client): Promise<void> {
  for (const role of roles) {
    const { rows } = await client.query<{ super: boolean; bypass: boolean }>(
      'select rolsuper as super, rolbypassrls as bypass from pg_roles where rolname = $1',
      [role],
    );
    if (rows.some((found) => found.super || found.bypass)) {
      throw new Error(`role ${role} must be neither a superuser nor BYPASSRLS`);
    }
    if (rows.length === 0) await client.query(createRole(role));
    await client.query(
      `do $$ begin
        if not pg_has_role(current_user, '${role}', case
            when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end)
        then grant ${role} to current_user; end if;
      end $$`,
    );
  }
}

// Roles belong to the whole cluster and the lock to one database: a neighbour may be quicker.
function createRole(role: string): string {
  return `do $$ begin
    create role ${role} nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  exception when duplicate_object or unique_violation then null;
  end $$`;
}

async function runMigrations(
  options: MigrateOptions,
  schema: string,
  migrations: Record<string, Migration>,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const error = await tryMigrations(options, schema, migrations);
    if (!error) return;
    const waitedForALock = (error as { code?: unknown }).code === LOCK_TIMEOUT;
    if (!waitedForALock || tries === 10) throw error;
  }
}

async function tryMigrations(
  { url, log }: MigrateOptions,
  schema: string,
  migrations: Record<string, Migration>,
): Promise<unknown> {
  const { options, ...settings } = clientSettings({
    url,
    applicationName: 'samspel-migrate',
    searchPath: schema,
  });
  const pool = poolOf({
    ...settings,
    // A waiting ALTER TABLE makes every later query wait behind it: give up early and try again.
    options: `${options} -c lock_timeout=2s`,
    statement_timeout: 0,
    query_timeout: 0,
    idle_in_transaction_session_timeout: 0,
    max: 1,
  });
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool }) });
  try {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => migrations },
      migrationTableSchema: schema,
      migrationTableName: 'migration',
      migrationLockTableName: 'migration_lock',
    });
    const { error, results = [] } = await migrator.migrateToLatest();
    for (const done of results) {
      if (done.status === 'Success') {
        log.info({ schema, migration: done.migrationName }, 'migrated');
      }
    }
    return error;
  } finally {
    await db.destroy();
  }
}

async function grantAll(client: pg.Client, schema: string, role: ProcessRole): Promise<void> {
  const where = `in schema ${name(schema)}`;
  await client.query(`grant usage on schema ${name(schema)} to ${role}`);
  await client.query(`grant select, insert, update, delete on all tables ${where} to ${role}`);
  await client.query(`grant usage, select on all sequences ${where} to ${role}`);
  await client.query(`grant execute on all functions ${where} to ${role}`);
}

function name(schema: string): string {
  return pg.escapeIdentifier(schema);
}
