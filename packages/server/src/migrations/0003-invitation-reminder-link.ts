import { type Kysely, sql } from 'kysely';

/** A reminder of an invitation carries a link of its own: the one of the first mail holds as well. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql
    .raw('alter table samspel.invitation add column reminder_token_hash bytea unique')
    .execute(db);
}
