import pg from 'pg';
import { migrationsOf } from '../backup/catalogue.ts';
import { clientSettings } from './open-database.ts';

export interface Diagnosis {
  /** e.g. 18.4 */
  version: string;
  versionNumber: number;
  login: string;
  loginIsSuperuser: boolean;
  /** The processes' roles with what makes them unfit to serve; an absent role is not listed. */
  roles: { name: string; faults: string[] }[];
  /** Schema to names of the migrations that ran. */
  migrations: Record<string, string[]>;
  /** The database's clock minus this machine's, as far as the round trip tells. */
  clockSkewMs: number;
  /** Connections in use and allowed. */
  connections: { used: number; allowed: number };
  synchronousCommit: string;
}

/** Looks at a database from outside, for the operator. Changes nothing. */
export async function diagnose(url: string, schemas: readonly string[]): Promise<Diagnosis> {
  const client = new pg.Client({
    ...clientSettings({ url, applicationName: 'samspel-doctor' }),
    connectionTimeoutMillis: 5000,
  });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<Row>(look);
    const row = rows[0]!;
    return {
      version: row.version,
      versionNumber: row.number,
      login: row.login,
      loginIsSuperuser: row.super,
      roles: row.roles,
      migrations: await migrationsOf(client, schemas),
      clockSkewMs: await clockSkew(client),
      connections: { used: row.used, allowed: row.allowed },
      synchronousCommit: row.durable,
    };
  } finally {
    await client.end();
  }
}

interface Row {
  version: string;
  number: number;
  login: string;
  super: boolean;
  roles: { name: string; faults: string[] }[];
  used: number;
  allowed: number;
  durable: string;
}

const look = `
select current_setting('server_version') as version,
  current_setting('server_version_num')::int as number,
  current_setting('max_connections')::int as allowed,
  current_setting('synchronous_commit') as durable,
  (select count(*)::int from pg_stat_activity where datname = current_database()) as used,
  current_user as login,
  (select rolsuper from pg_roles where rolname = current_user) as super,
  (select coalesce(json_agg(json_build_object('name', r.rolname, 'faults', array_remove(array[
      case when r.rolsuper then 'is a superuser' end,
      case when r.rolbypassrls then 'bypasses row security' end,
      case when r.rolcanlogin then 'can log in' end,
      (select 'owns ' || min(n.nspname || '.' || c.relname) from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where c.relowner = r.oid and n.nspname in ('samspel', 'sync', 'auth') having count(*) > 0)
    ], null)) order by r.rolname), '[]')
    from pg_roles r where r.rolname in ('samspel_app', 'samspel_hub', 'samspel_queue')) as roles
`;

// The shortest of a few round trips gives the narrowest bounds.
async function clockSkew(client: pg.Client): Promise<number> {
  let best = { tripMs: Number.POSITIVE_INFINITY, skewMs: 0 };
  for (let tries = 0; tries < 5; tries += 1) {
    const before = Date.now();
    const { rows } = await client.query<{ at: Date }>('select clock_timestamp() as at');
    const after = Date.now();
    const tripMs = after - before;
    const skewMs = rows[0]!.at.getTime() - (before + after) / 2;
    if (tripMs < best.tripMs) best = { tripMs, skewMs };
  }
  return Math.round(best.skewMs);
}
