import { type Kysely, sql } from 'kysely';

/**
 * Annexes: a place that the call asks a file for, every file that lay in it, and uploads that are under
 * way. The bytes lie in the file store under their hash.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(tables).execute(db);
  await sql.raw(guards).execute(db);
}

const tables = `
create table samspel.annex (
  id uuid primary key,
  proposal_id uuid not null references samspel.proposal (id),
  -- A key of the call's definition.
  kind text not null,
  partner_id uuid references samspel.partner (id),
  source_id text,
  unique nulls not distinct (proposal_id, kind, partner_id, source_id),
  check (source_id is null or partner_id is not null)
);

-- History: what replaces a file, or empties its place, is a version of its own.
create table samspel.annex_version (
  id uuid primary key,
  annex_id uuid not null references samspel.annex (id),
  proposal_id uuid not null references samspel.proposal (id),
  number integer not null check (number > 0),
  at timestamptz not null default samspel.now(),
  by_person uuid not null references samspel.person (id),
  name text,
  type text,
  size_bytes bigint check (size_bytes > 0),
  sha256 bytea references samspel.file (sha256),
  scan text check (scan in ('pending','clean','infected','unscanned')),
  scanned_at timestamptz,
  unique (annex_id, number),
  check (num_nulls(name, type, size_bytes, sha256, scan) in (0, 5))
);
create index annex_version_proposal on samspel.annex_version (proposal_id);
create index annex_version_file on samspel.annex_version (sha256);
create index annex_version_unscanned on samspel.annex_version (at) where scan in ('pending','unscanned');

-- Bytes that are arriving. Nothing here is of record: what is whole becomes a version, or is refused.
create table samspel.upload (
  id uuid primary key,
  proposal_id uuid not null references samspel.proposal (id),
  person_id uuid not null references samspel.person (id),
  kind text not null,
  partner_id uuid references samspel.partner (id),
  source_id text,
  name text not null,
  size_bytes bigint not null check (size_bytes > 0),
  received_bytes bigint not null default 0 check (received_bytes between 0 and size_bytes),
  -- What the sender says it will be; proven when it is whole.
  promised_sha256 bytea,
  state text not null default 'open' check (state in ('open','done','ended')),
  created_at timestamptz not null default samspel.now(),
  touched_at timestamptz not null default samspel.now(),
  -- When its parts were removed from the file store.
  cleaned_at timestamptz
);
create index upload_person on samspel.upload (person_id, created_at);
create index upload_proposal on samspel.upload (proposal_id) where state = 'open';
create index upload_unclean on samspel.upload (touched_at) where cleaned_at is null;

create table samspel.upload_part (
  upload_id uuid not null references samspel.upload (id) on delete cascade,
  start_byte bigint not null check (start_byte >= 0),
  size_bytes bigint not null check (size_bytes > 0),
  file text not null,
  primary key (upload_id, start_byte)
);
`;

const guards = `
create trigger annex_append_only before update or delete on samspel.annex
  for each row execute function samspel.append_only();
create trigger annex_version_append_only
  before delete or update of annex_id, proposal_id, number, at, by_person, name, type, size_bytes, sha256
  on samspel.annex_version for each row execute function samspel.append_only();

do $$
declare t text;
begin
  foreach t in array array['annex','annex_version','upload','upload_part'] loop
    execute format('alter table samspel.%I enable row level security', t);
    execute format('alter table samspel.%I force row level security', t);
  end loop;
  foreach t in array array['annex','annex_version'] loop
    execute format('create policy member on samspel.%I using (samspel.is_system() or samspel.is_member(proposal_id)) with check (samspel.is_system() or samspel.is_member(proposal_id))', t);
  end loop;
end $$;
-- Whose upload it is goes on with it, and nobody else.
create policy uploader on samspel.upload
  using (samspel.is_system() or (person_id = samspel.actor() and samspel.is_member(proposal_id)))
  with check (samspel.is_system() or (person_id = samspel.actor() and samspel.is_member(proposal_id)));
create policy uploader on samspel.upload_part
  using (samspel.is_system() or exists (select 1 from samspel.upload u where u.id = upload_id))
  with check (samspel.is_system() or exists (select 1 from samspel.upload u where u.id = upload_id));

grant select, insert on samspel.annex, samspel.annex_version to samspel_app;
grant update (scan, scanned_at) on samspel.annex_version to samspel_app;
grant select, insert, update, delete on samspel.upload, samspel.upload_part to samspel_app;
`;
