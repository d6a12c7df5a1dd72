import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from '../log.ts';

export interface DatabaseOptions {
  url: string;
  applicationName: string;
  /** The role every statement runs as; left out only by migrations, which run as the owner. */
  role?: 'samspel_app' | 'samspel_hub';
  searchPath?: string;
  /** Connections of the pool. */
  max?: number;
  statementTimeoutMs?: number;
  log?: Pick<Logger, 'warn'>;
}

const INT8 = 20;

/** A PostgreSQL pool with the time limits that keep one stuck statement from holding the others. */
export function openPool(options: DatabaseOptions): pg.Pool {
  const statementTimeoutMs = options.statementTimeoutMs ?? 5000;
  const settings = [`-c search_path=${options.searchPath ?? 'samspel'}`, '-c timezone=UTC'];
  if (options.role) settings.push(`-c role=${options.role}`);
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    options: settings.join(' '),
    max: options.max ?? 10,
    statement_timeout: statementTimeoutMs,
    // A blackholed connection never answers: the client gives up shortly after the server would have.
    query_timeout: statementTimeoutMs + 1000,
    connectionTimeoutMillis: 5000,
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser },
  });
  // Without a listener an idle connection's end would end the process.
  pool.on('error', (error) => options.log?.warn({ err: error }, 'idle database connection lost'));
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

const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === INT8 && format !== 'binary' ? BigInt : pg.types.getTypeParser(oid, format as 'text');
