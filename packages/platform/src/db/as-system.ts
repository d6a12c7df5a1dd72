import { type Kysely, sql, type Transaction } from 'kysely';

/**
 * One transaction in which the system itself acts: relay, handlers, schedules, mail.
 * The setting is local to the transaction, so a pooled connection never carries it to a person's command.
 */
export function asSystem<DB, T>(
  db: Kysely<DB>,
  work: (trx: Transaction<DB>) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (trx) => {
    await sql`select set_config('samspel.person', '', true), set_config('samspel.system', 'on', true)`.execute(
      trx,
    );
    return work(trx);
  });
}
