import { type Kysely, sql } from 'kysely';

/** Certificates of co-funding are scanned for viruses, as annexes are. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(tables).execute(db);
}

const tables = `
drop trigger pledge_certificate_append_only on samspel.pledge_certificate;
alter table samspel.pledge_certificate
  add column scan text not null default 'unscanned' check (scan in ('pending','clean','infected','unscanned')),
  add column scanned_at timestamptz;
alter table samspel.pledge_certificate alter column scan drop default;
create index pledge_certificate_file on samspel.pledge_certificate (sha256);
create index pledge_certificate_unscanned on samspel.pledge_certificate (at) where scan in ('pending','unscanned');
create trigger pledge_certificate_append_only
  before delete or update of id, pledge_id, proposal_id, number, sha256, size, media_type, filename, amount_minor, at
  on samspel.pledge_certificate for each row execute function samspel.append_only();
grant update (scan, scanned_at) on samspel.pledge_certificate to samspel_app;

alter table samspel.pledge_entry
  drop constraint pledge_entry_what_check,
  add constraint pledge_entry_what check (what in ('requested','link_renewed','pledged','changed','declined','withdrawn','withdrawal_requested','signed','certificate_added','certificate_infected','paid_in','payment_undone','revoked'));
`;
