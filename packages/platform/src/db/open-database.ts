import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from '../log.ts';

/** Product, sync engine, queue: each sees its own schema and owns no table. */
export type ProcessRole = 'samspel_app' | 'samspel_hub' | 'samspel_queue';

export interface DatabaseOptions {
  url: string;
  applicationName: string;
  /** The role every statement runs as; left out only by migrations, which run as the owner. */
  role?: ProcessRole;
  searchPath?: string;
  /** Connections of the pool. */
  max?: number;
  /** After this long an idle connection is closed; 0 keeps it. */
  idleTimeoutMs?: number;
  statementTimeoutMs?: number;
  log?: Pick<Logger, 'warn'>;
}

/** A PostgreSQL pool with the time limits that keep one stuck statement from holding the others. */
export function openPool(options: DatabaseOptions): pg.Pool {
  const { max = 10, idleTimeoutMs = 10_000, log } = options;
  return poolOf({ ...clientSettings(options), max, idleTimeoutMillis: idleTimeoutMs }, log);
}

/** A pool that outlives the loss of any of its connections, also of one in use between two statements. */
export function poolOf(settings: pg.PoolConfig, log?: Pick<Logger, 'warn'>): pg.Pool {
  const pool = new pg.Pool({ connectionTimeoutMillis: 5000, ...settings });
  const lost = (error: Error) => log?.warn({ err: error }, 'database connection lost');
  // Without listeners the end of a connection would end the process: the pool listens to idle ones only.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', lost));
  return pool;
}

/** Opens the database for queries in camelCase; int8 arrives as bigint, so money is never a float. */
export function openDatabase<DB>(options: DatabaseOptions): Kysely<DB> {
  return databaseOver<DB>(openPool(options));
}

/** The same over a pool that somebody else opened; destroying it ends the pool. */
export function databaseOver<DB>(pool: pg.Pool): Kysely<DB> {
  return new Kysely<DB>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
}

/** What every connection of a process has in common, pooled or not. */
export function clientSettings(options: DatabaseOptions): pg.ClientConfig {
  const statementTimeoutMs = options.statementTimeoutMs ?? 5000;
  const { url, given } = withoutOptions(options.url);
  const settings = [
    ...given,
    `-c search_path=${options.searchPath ?? 'samspel'}`,
    '-c timezone=UTC',
  ];
  if (options.role) settings.push(`-c role=${options.role}`);
  return {
    connectionString: url,
    application_name: options.applicationName,
    options: settings.join(' '),
    statement_timeout: statementTimeoutMs,
    // A blackholed connection never answers: the client gives up shortly after the server would have.
    query_timeout: statementTimeoutMs + 1000,
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser },
  };
}

// pg lets a URL's own settings win over ours: an `options` there would silently drop the role.
function withoutOptions(text: string): { url: string; given: string[] } {
  const url = new URL(text);
  const given = url.searchParams.getAll('options');
  for (const name of ['options', 'application_name', 'fallback_application_name']) {
    url.searchParams.delete(name);
  }
  return { url: url.toString(), given };
}

const INT8 = 20;
const DATE = 1082;

// A day has no time zone: as a Date it would be another day east or west of here.
const asText = (value: string) => value;

const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') => {
  if (oid === INT8 && format !== 'binary') return BigInt;
  if (oid === DATE && format !== 'binary') return asText;
  return pg.types.getTypeParser(oid, format as 'text');
};
