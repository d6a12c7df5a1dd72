import { type Kysely, sql } from 'kysely';

/** What limits per person and per address count, so that asking stays cheap however much has happened. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql
    .raw(`
create index event_actor on samspel.event (actor_id, at) where actor_id is not null;
create index mail_sign_in on samspel.mail (recipient, created_at) where effect_key like 'sign-in/%';
create index proposal_creator on samspel.proposal (created_by, created_at);
`)
    .execute(db);
}
