import { type Kysely, sql } from 'kysely';

/**
 * The work plan became part of what the lead signs. Leads who had signed before kept a plan that anybody
 * could write until the next command on their proposal: it is frozen like the rest of their part. A
 * database without documents yet (this schema comes before theirs) has nothing to mend.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql
    .raw(`
do $$
begin
  if to_regclass('sync.doc') is null then return; end if;
  -- Row security holds for the owner of the tables too.
  perform set_config('samspel.system', 'on', true);
  update sync.doc d set frozen = 'signed', epoch = epoch + 1
  from samspel.sign_off s
    join samspel.partner p on p.id = s.partner_id and p.role = 'lead'
    join samspel.proposal a on a.id = s.proposal_id and a.status = 'draft'
  where s.withdrawn_at is null and d.name = 'workplan/' || s.proposal_id and d.frozen is null;
  perform set_config('samspel.system', '', true);
end $$`)
    .execute(db);
}
