import { sql } from 'kysely';
import type { Db } from '../database.ts';

/**
 * Ends every session and every sign-in link or challenge that was not used. A restored backup would
 * otherwise bring back what its owner had signed out of, and what a thief was shut out of.
 */
export async function endSignIns(db: Db): Promise<{ sessions: number; links: number }> {
  const { rows } = await sql<{ sessions: number; links: number }>`
    with s as (delete from auth.session returning 1), v as (delete from auth.verification returning 1)
    select (select count(*)::int from s) as sessions, (select count(*)::int from v) as links`.execute(
    db,
  );
  return rows[0]!;
}
