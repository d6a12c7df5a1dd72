import { type QueryExecutorProvider, sql } from 'kysely';

/**
 * Refuses to serve through a role that row-level security does not bind: superuser, BYPASSRLS, or owner
 * of the tables. Without this test a wrong DATABASE_URL would switch the second wall off in silence.
 */
export async function assertUnprivileged(db: QueryExecutorProvider): Promise<void> {
  const { rows } = await sql<{
    name: string;
    superuser: boolean;
    bypasses: boolean;
    owned: string | null;
  }>`
    select r.rolname as name, r.rolsuper as superuser, r.rolbypassrls as bypasses,
      (select min(n.nspname || '.' || c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relowner = r.oid and n.nspname in ('samspel', 'sync', 'auth')) as owned
    from pg_roles r where r.rolname = current_user
  `.execute(db);
  const role = rows[0]!;
  const faults = [
    role.superuser && 'is a superuser',
    role.bypasses && 'bypasses row-level security',
    role.owned && `owns ${role.owned}`,
  ].filter(Boolean);
  if (faults.length > 0) {
    throw new Error(`refusing to serve: database role ${role.name} ${faults.join(' and ')}`);
  }
}
