import { sql } from 'kysely';
import type { Db } from '../../database.ts';

/** Now, as a deadline is measured: what a receipt shows is to the millisecond what was compared. */
export async function arrivalInstant(db: Db): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`
    select date_trunc('milliseconds', samspel.now()) as at`.execute(db);
  return rows[0]!.at;
}
