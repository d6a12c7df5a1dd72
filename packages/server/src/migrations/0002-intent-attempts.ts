import { type Kysely, sql } from 'kysely';

/**
 * An intent to submit that cannot be decided is tried a bounded number of times and then handed back.
 * `content_mark` says what was submitted, so that the same content keeps its receipt on the next try.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql
    .raw(`
alter table samspel.submit_intent
  add column attempts integer not null default 0,
  add column last_attempt_at timestamptz,
  add column content_mark bytea;
create index submit_intent_undecided on samspel.submit_intent (last_attempt_at nulls first, received_at)
  where state = 'received';
`)
    .execute(db);
}
