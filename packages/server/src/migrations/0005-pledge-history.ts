import { type Kysely, sql } from 'kysely';

/**
 * A pledge's history, signatures, certificates, and the devices at which its co-funder has confirmed its
 * address. The newest entry of the history and the pledge say the same: the database refuses anything else.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(tables).execute(db);
  await sql.raw(guards).execute(db);
}

const statuses = `'requested','pledged','certified','paid_in','declined','withdrawn','revoked'`;
const made = `'pledged','certified','paid_in'`;

const tables = `
alter table samspel.pledge
  drop constraint pledge_status_check,
  drop constraint pledge_check,
  drop constraint pledge_pledged_minor_check,
  add column version integer not null default 1 check (version > 0),
  add column signed_function text not null default '',
  add column link_number integer not null default 1 check (link_number > 0),
  add column link_sent_at timestamptz not null default samspel.now(),
  add column reminder_token_hash bytea unique,
  add constraint pledge_status check (status in (${statuses})),
  add constraint pledge_made check ((status in (${made})) = (pledged_minor is not null)),
  add constraint pledge_amount check (pledged_minor > 0);
drop index samspel.pledge_one;
create unique index pledge_one on samspel.pledge (partner_id, source_id) where status in ('requested',${made});

-- What happened to a pledge, and what it was from then on.
create table samspel.pledge_entry (
  pledge_id uuid not null references samspel.pledge (id),
  number integer not null check (number > 0),
  proposal_id uuid not null references samspel.proposal (id),
  what text not null check (what in ('requested','link_renewed','pledged','changed','declined','withdrawn','withdrawal_requested','signed','certificate_added','paid_in','payment_undone','revoked')),
  status text not null check (status in (${statuses})),
  amount_minor bigint check (amount_minor > 0),
  reason text not null default '',
  by_name text not null default '',
  by_function text not null default '',
  -- Of the consortium; null where the co-funder did it.
  person_id uuid references samspel.person (id),
  at timestamptz not null default samspel.now(),
  primary key (pledge_id, number),
  unique (pledge_id, number, status),
  unique (pledge_id, number, amount_minor),
  check ((status in (${made})) = (amount_minor is not null))
);
create index pledge_entry_proposal on samspel.pledge_entry (proposal_id);

insert into samspel.pledge_entry (pledge_id, number, proposal_id, what, status, person_id, at)
  select id, 1, proposal_id, 'requested', 'requested', requested_by, requested_at from samspel.pledge;
insert into samspel.pledge_entry (pledge_id, number, proposal_id, what, status, amount_minor, reason, by_name, at)
  select id, 2, proposal_id, status, status, pledged_minor, reason, coalesce(signed_name, ''), coalesce(answered_at, samspel.now())
  from samspel.pledge where status <> 'requested';
update samspel.pledge set version = case status when 'requested' then 1 else 2 end, link_sent_at = requested_at;

alter table samspel.pledge
  add constraint pledge_newest_status foreign key (id, version, status)
    references samspel.pledge_entry (pledge_id, number, status) deferrable initially deferred,
  add constraint pledge_newest_amount foreign key (id, version, pledged_minor)
    references samspel.pledge_entry (pledge_id, number, amount_minor) deferrable initially deferred;

create table samspel.pledge_signature (
  id uuid primary key,
  pledge_id uuid not null references samspel.pledge (id),
  proposal_id uuid not null references samspel.proposal (id),
  amount_minor bigint not null check (amount_minor > 0),
  statement_version integer not null check (statement_version > 0),
  language text not null check (language in ('sv','en')),
  statement text not null check (statement <> ''),
  signed_name text not null check (signed_name <> ''),
  signed_function text not null check (signed_function <> ''),
  content text not null,
  content_hash bytea not null check (content_hash = sha256(convert_to(content, 'UTF8'))),
  at timestamptz not null,
  ended_at timestamptz check (ended_at >= at)
);
create unique index pledge_signature_one on samspel.pledge_signature (pledge_id) where ended_at is null;
create index pledge_signature_proposal on samspel.pledge_signature (proposal_id);

create table samspel.pledge_certificate (
  id uuid primary key,
  pledge_id uuid not null references samspel.pledge (id),
  proposal_id uuid not null references samspel.proposal (id),
  number integer not null check (number > 0),
  sha256 bytea not null references samspel.file (sha256),
  size integer not null check (size between 1 and 5000000),
  media_type text not null check (media_type in ('application/pdf','image/png','image/jpeg')),
  filename text not null check (filename <> ''),
  amount_minor bigint not null check (amount_minor > 0),
  at timestamptz not null default samspel.now(),
  unique (pledge_id, number)
);
create index pledge_certificate_proposal on samspel.pledge_certificate (proposal_id);

-- A code mailed to the address asked; five tries, a quarter of an hour.
create table samspel.pledge_code (
  id uuid primary key,
  pledge_id uuid not null references samspel.pledge (id),
  -- Null until it is mailed: no code fits.
  code_hash bytea,
  tries integer not null default 0 check (tries between 0 and 5),
  made_at timestamptz not null default samspel.now(),
  used_at timestamptz
);
create index pledge_code_pledge on samspel.pledge_code (pledge_id, made_at);

-- A browser at which the address asked has confirmed itself.
create table samspel.pledge_device (
  id uuid primary key,
  pledge_id uuid not null references samspel.pledge (id),
  key_hash bytea not null,
  confirmed_at timestamptz not null default samspel.now(),
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index pledge_device_key on samspel.pledge_device (pledge_id, key_hash) where ended_at is null;
`;

const guards = `
create trigger pledge_entry_append_only before delete or update on samspel.pledge_entry for each row execute function samspel.append_only();
create trigger pledge_certificate_append_only before delete or update on samspel.pledge_certificate for each row execute function samspel.append_only();
create trigger pledge_signature_append_only before delete or update of id, pledge_id, proposal_id, amount_minor, statement_version, language, statement, signed_name, signed_function, content, content_hash, at
  on samspel.pledge_signature for each row execute function samspel.append_only();

do $$
declare t text;
begin
  foreach t in array array['pledge_entry','pledge_signature','pledge_certificate','pledge_code','pledge_device'] loop
    execute format('alter table samspel.%I enable row level security', t);
    execute format('alter table samspel.%I force row level security', t);
  end loop;
  foreach t in array array['pledge_entry','pledge_signature','pledge_certificate'] loop
    execute format('create policy member on samspel.%I using (samspel.is_system() or samspel.is_member(proposal_id)) with check (samspel.is_system() or samspel.is_member(proposal_id))', t);
  end loop;
  foreach t in array array['pledge_code','pledge_device'] loop
    execute format('create policy system on samspel.%I using (samspel.is_system()) with check (samspel.is_system())', t);
  end loop;
end $$;

grant select, insert on samspel.pledge_entry, samspel.pledge_signature, samspel.pledge_certificate, samspel.pledge_code, samspel.pledge_device to samspel_app;
grant update (ended_at) on samspel.pledge_signature, samspel.pledge_device to samspel_app;
grant update (code_hash, tries, used_at) on samspel.pledge_code to samspel_app;
`;
