import { type QueryExecutorProvider, sql } from 'kysely';

/** The instant by the database's clock: the only clock that decides anything. */
export async function databaseNow(db: QueryExecutorProvider): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select samspel.now() as now`.execute(db);
  return rows[0]!.now;
}
