import { type Kysely, sql } from 'kysely';

/**
 * The ground: aggregates and their event chain, people and organisations, calls, proposals with
 * their consortium, sign-off, submissions (money of record), obligations, notifications and mail.
 * Row-level security is the second wall behind `can()`: it applies to samspel_app, which owns nothing.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(actorFunctions).execute(db);
  await sql.raw(tables).execute(db);
  await sql.raw(moneyConstraints).execute(db);
  await sql.raw(rowSecurity).execute(db);
  await sql.raw(grants).execute(db);
}

// samspel.now() is the one clock of every decision; only a test database replaces it by one with an offset.
const actorFunctions = `
create function samspel.now() returns timestamptz language sql volatile as 'select clock_timestamp()';

create function samspel.actor() returns uuid language sql stable as
  $$ select nullif(current_setting('samspel.person', true), '')::uuid $$;

create function samspel.is_system() returns boolean language sql stable as
  $$ select coalesce(current_setting('samspel.system', true), '') = 'on' $$;
`;

const tables = `
create table samspel.aggregate (
  id uuid primary key,
  kind text not null,
  version integer not null default 0,
  head bytea
);

-- The event log is also the audit: one hash chain per aggregate, in version order.
create table samspel.event (
  id uuid primary key,
  aggregate_id uuid not null references samspel.aggregate (id),
  aggregate_kind text not null,
  version integer not null,
  type text not null,
  payload jsonb not null,
  actor_id uuid,
  at timestamptz not null,
  prev_hash bytea,
  hash bytea not null,
  published_at timestamptz,
  unique (aggregate_id, version)
);
create index event_unpublished on samspel.event (at) where published_at is null;

-- One row per (event, handler): its effect happens in the transaction that sets handled_at, so once.
-- A delivery that keeps failing is parked with its reason, so that others flow; the relay itself parks
-- a row as handler 'relay'. Rows neither handled nor parked are queued again if the queue forgot them.
create table samspel.event_delivery (
  event_id uuid not null references samspel.event (id),
  handler text not null,
  created_at timestamptz not null default samspel.now(),
  attempts integer not null default 0,
  last_error text,
  handled_at timestamptz,
  parked_at timestamptz,
  primary key (event_id, handler)
);
create index event_delivery_open on samspel.event_delivery (created_at) where handled_at is null and parked_at is null;
create index event_delivery_parked on samspel.event_delivery (parked_at) where parked_at is not null;

create table samspel.person (
  id uuid primary key,
  email text not null unique check (email = lower(email)),
  name text not null,
  language text not null default 'sv' check (language in ('sv', 'en')),
  is_admin boolean not null default false,
  created_at timestamptz not null default samspel.now()
);

create table samspel.organisation (
  id uuid primary key,
  name text not null,
  short_name text not null,
  kind text not null check (kind in ('cluster','rdi_platform','university','institute','region','municipality','company','authority','association')),
  orgnr text,
  nuts3 text,
  website text,
  themes text[] not null default '{}',
  s3_pilot_since integer,
  -- In the public directory. One typed in an invitation is not: it would tell of a draft.
  listed boolean not null default false,
  created_at timestamptz not null default samspel.now()
);
create unique index organisation_orgnr on samspel.organisation (orgnr) where listed;

-- Dated, so that a replaced person keeps its history.
create table samspel.membership (
  id uuid primary key,
  person_id uuid not null references samspel.person (id),
  organisation_id uuid not null references samspel.organisation (id),
  role text not null check (role in ('member','officer')),
  from_at timestamptz not null default samspel.now(),
  to_at timestamptz
);
create unique index membership_current on samspel.membership (person_id, organisation_id) where to_at is null;

create table samspel.call (
  id uuid primary key,
  code text not null unique,
  authority_id uuid not null references samspel.organisation (id),
  status text not null check (status in ('draft','published','closed')),
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  definition jsonb not null
);

create table samspel.proposal (
  id uuid primary key,
  call_id uuid not null references samspel.call (id),
  title text not null,
  acronym text not null default '',
  theme text not null default '',
  starts_on date,
  months integer,
  status text not null check (status in ('draft','submitting','submitted')),
  created_by uuid not null references samspel.person (id),
  created_at timestamptz not null default samspel.now()
);

create table samspel.partner (
  id uuid primary key,
  proposal_id uuid not null references samspel.proposal (id),
  organisation_id uuid not null references samspel.organisation (id),
  role text not null check (role in ('lead','partner','associated')),
  status text not null check (status in ('invited','accepted','declined','left')),
  position integer not null,
  invited_at timestamptz not null default samspel.now(),
  joined_at timestamptz,
  left_at timestamptz
);
create unique index partner_once on samspel.partner (proposal_id, organisation_id) where status in ('invited','accepted');
create unique index partner_one_lead on samspel.partner (proposal_id) where role = 'lead' and status = 'accepted';

create table samspel.proposal_member (
  id uuid primary key,
  proposal_id uuid not null references samspel.proposal (id),
  partner_id uuid not null references samspel.partner (id),
  person_id uuid not null references samspel.person (id),
  role text not null check (role in ('coordinator','budget_officer','editor','reader')),
  from_at timestamptz not null default samspel.now(),
  to_at timestamptz
);
create unique index proposal_member_current on samspel.proposal_member (proposal_id, person_id) where to_at is null;
create index proposal_member_person on samspel.proposal_member (person_id) where to_at is null;

create table samspel.invitation (
  id uuid primary key,
  proposal_id uuid not null references samspel.proposal (id),
  partner_id uuid not null references samspel.partner (id),
  email text not null check (email = lower(email)),
  role text not null check (role in ('coordinator','budget_officer','editor','reader')),
  invites text not null check (invites in ('organisation','person')),
  token_hash bytea not null unique,
  status text not null check (status in ('pending','accepted','declined','withdrawn')),
  message text not null default '',
  invited_by uuid not null references samspel.person (id),
  created_at timestamptz not null default samspel.now(),
  expires_at timestamptz not null,
  answered_at timestamptz,
  answered_by uuid references samspel.person (id),
  answer_reason text not null default ''
);
create index invitation_proposal on samspel.invitation (proposal_id);
create unique index invitation_pending on samspel.invitation (proposal_id, email) where status = 'pending';

create table samspel.section_owner (
  proposal_id uuid not null references samspel.proposal (id),
  section_key text not null,
  partner_id uuid not null references samspel.partner (id),
  primary key (proposal_id, section_key)
);

create table samspel.sign_off (
  id uuid primary key,
  proposal_id uuid not null references samspel.proposal (id),
  partner_id uuid not null references samspel.partner (id),
  person_id uuid not null references samspel.person (id),
  version_name text not null,
  content_hash bytea not null,
  content text not null,
  at timestamptz not null default samspel.now(),
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  withdrawn_reason text
);
create unique index sign_off_current on samspel.sign_off (partner_id) where withdrawn_at is null;

-- The complete request was received at received_at: that instant alone decides the deadline.
create table samspel.submit_intent (
  id uuid primary key,
  proposal_id uuid not null references samspel.proposal (id),
  person_id uuid not null references samspel.person (id),
  received_at timestamptz not null,
  state text not null check (state in ('received','accepted','refused')),
  findings jsonb,
  submission_id uuid,
  finished_at timestamptz
);
create unique index submit_intent_one on samspel.submit_intent (proposal_id) where state = 'received';

create table samspel.submission (
  id uuid primary key,
  proposal_id uuid not null references samspel.proposal (id),
  call_id uuid not null references samspel.call (id),
  number integer not null,
  reference text not null unique,
  received_at timestamptz not null,
  submitted_by uuid not null references samspel.person (id),
  content text not null,
  sha256 bytea not null,
  audit_head bytea not null,
  currency char(3) not null,
  total_minor bigint not null check (total_minor >= 0),
  eu_minor bigint not null check (eu_minor >= 0),
  own_minor bigint not null,
  pdf_sha256 bytea,
  withdrawn_at timestamptz,
  withdrawn_by uuid references samspel.person (id),
  unique (proposal_id, number),
  check (eu_minor + own_minor = total_minor)
);

create table samspel.submission_partner (
  submission_id uuid not null references samspel.submission (id),
  partner_id uuid not null references samspel.partner (id),
  organisation_id uuid not null references samspel.organisation (id),
  total_minor bigint not null check (total_minor >= 0),
  eu_minor bigint not null check (eu_minor >= 0),
  own_minor bigint not null,
  primary key (submission_id, partner_id),
  check (eu_minor + own_minor = total_minor)
);

create table samspel.submission_category (
  submission_id uuid not null,
  partner_id uuid not null,
  category text not null,
  amount_minor bigint not null,
  primary key (submission_id, partner_id, category),
  foreign key (submission_id, partner_id) references samspel.submission_partner
);

create table samspel.submission_source (
  submission_id uuid not null,
  partner_id uuid not null,
  source_id text not null,
  funder_name text not null,
  legal text not null check (legal in ('public','private')),
  form text not null check (form in ('cash','in_kind')),
  amount_minor bigint not null check (amount_minor >= 0),
  primary key (submission_id, partner_id, source_id),
  foreign key (submission_id, partner_id) references samspel.submission_partner
);

-- What a co-funder said through its link. Money of record: changed only by commands, kept as history.
create table samspel.pledge (
  id uuid primary key,
  proposal_id uuid not null references samspel.proposal (id),
  partner_id uuid not null references samspel.partner (id),
  source_id text not null,
  funder_name text not null,
  email text not null check (email = lower(email)),
  token_hash bytea not null unique,
  currency char(3) not null,
  requested_minor bigint not null check (requested_minor > 0),
  pledged_minor bigint check (pledged_minor >= 0),
  status text not null check (status in ('requested','pledged','declined','revoked')),
  reason text not null default '',
  requested_by uuid not null references samspel.person (id),
  requested_at timestamptz not null default samspel.now(),
  expires_at timestamptz not null,
  answered_at timestamptz,
  signed_name text,
  check ((status = 'pledged') = (pledged_minor is not null))
);
create unique index pledge_one on samspel.pledge (partner_id, source_id) where status in ('requested','pledged');

-- Whatever has a due date. The worker asks the database's clock which steps are due.
create table samspel.obligation (
  id uuid primary key,
  kind text not null,
  subject_kind text not null,
  subject_id uuid not null,
  proposal_id uuid references samspel.proposal (id),
  call_id uuid references samspel.call (id),
  due_at timestamptz not null,
  state text not null check (state in ('open','done','cancelled')),
  -- Since when it has been open without a break: no step from before is sent.
  created_at timestamptz not null default samspel.now(),
  -- When a step may be due again; every change of the obligation sets it back.
  next_at timestamptz not null default '-infinity',
  unique (kind, subject_id)
);
create index obligation_proposal on samspel.obligation (proposal_id);
create index obligation_open on samspel.obligation (next_at) where state = 'open';

create table samspel.reminder_send (
  obligation_id uuid not null references samspel.obligation (id),
  step text not null,
  recipient uuid not null references samspel.person (id),
  due_at timestamptz not null,
  superseded boolean not null default false,
  sent_at timestamptz not null default samspel.now(),
  primary key (obligation_id, step, recipient)
);

create table samspel.notification (
  id uuid primary key,
  person_id uuid not null references samspel.person (id),
  kind text not null,
  proposal_id uuid references samspel.proposal (id),
  call_id uuid references samspel.call (id),
  params jsonb not null default '{}',
  effect_key text not null unique,
  at timestamptz not null default samspel.now(),
  read_at timestamptz
);
create index notification_person on samspel.notification (person_id, at desc);

-- Ledger of mail: the effect key makes a mail exist once, its Message-ID is derived from it.
create table samspel.mail (
  id uuid primary key,
  effect_key text not null unique,
  message_id text not null unique,
  recipient text not null,
  subject text not null,
  text_body text not null,
  html_body text not null,
  attachments jsonb not null default '[]',
  state text not null default 'queued' check (state in ('queued','sent','kept','failed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default samspel.now(),
  last_error text,
  created_at timestamptz not null default samspel.now(),
  sent_at timestamptz
);
create index mail_due on samspel.mail (next_attempt_at) where state = 'queued';

create table samspel.file (
  sha256 bytea primary key,
  size bigint not null check (size >= 0),
  media_type text not null,
  created_at timestamptz not null default samspel.now()
);
`;

const moneyConstraints = `
-- Deferred: the rows of one submission are written in one transaction and must sum at its end.
create function samspel.submission_sums() returns trigger language plpgsql as $$
declare s samspel.submission; p record;
begin
  select * into s from samspel.submission where id = new.submission_id;
  select coalesce(sum(total_minor), 0) total, coalesce(sum(eu_minor), 0) eu into p
    from samspel.submission_partner where submission_id = s.id;
  if p.total <> s.total_minor or p.eu <> s.eu_minor then
    raise exception 'submission % does not sum over its partners', s.id using errcode = 'check_violation';
  end if;
  if exists (
    select 1 from samspel.submission_partner sp
    left join lateral (select coalesce(sum(amount_minor), 0) a from samspel.submission_category c
      where c.submission_id = sp.submission_id and c.partner_id = sp.partner_id) c on true
    left join lateral (select coalesce(sum(amount_minor), 0) a from samspel.submission_source f
      where f.submission_id = sp.submission_id and f.partner_id = sp.partner_id) f on true
    where sp.submission_id = s.id and (c.a <> sp.total_minor or f.a <> sp.own_minor)
  ) then
    raise exception 'submission % does not sum over its categories or sources', s.id using errcode = 'check_violation';
  end if;
  return null;
end $$;

create constraint trigger submission_partner_sums after insert or update on samspel.submission_partner
  deferrable initially deferred for each row execute function samspel.submission_sums();
create constraint trigger submission_category_sums after insert or update on samspel.submission_category
  deferrable initially deferred for each row execute function samspel.submission_sums();
create constraint trigger submission_source_sums after insert or update on samspel.submission_source
  deferrable initially deferred for each row execute function samspel.submission_sums();

-- Blocks the insider who edits the log or a submission in SQL: only the columns named may change.
create function samspel.append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger event_append_only before delete or update of aggregate_id, aggregate_kind, version, type, payload, actor_id, at, prev_hash, hash
  on samspel.event for each row execute function samspel.append_only();
create trigger submission_append_only before delete or update of proposal_id, call_id, number, reference, received_at, content, sha256, audit_head, total_minor, eu_minor, own_minor
  on samspel.submission for each row execute function samspel.append_only();
create trigger submission_partner_append_only before delete or update on samspel.submission_partner for each row execute function samspel.append_only();
create trigger submission_category_append_only before delete or update on samspel.submission_category for each row execute function samspel.append_only();
create trigger submission_source_append_only before delete or update on samspel.submission_source for each row execute function samspel.append_only();
`;

const rowSecurity = `
-- security definer: the policies themselves must read membership without recursing into its policy.
create function samspel.is_member(proposal uuid) returns boolean language sql stable security definer
  set search_path = samspel as $$
  select exists (select 1 from samspel.proposal_member m
    where m.proposal_id = proposal and m.person_id = samspel.actor() and m.to_at is null)
$$;
create function samspel.is_officer(call uuid) returns boolean language sql stable security definer
  set search_path = samspel as $$
  select exists (select 1 from samspel.call c join samspel.membership o
      on o.organisation_id = c.authority_id and o.role = 'officer' and o.to_at is null
    where c.id = call and o.person_id = samspel.actor())
$$;

do $$
declare t text;
begin
  foreach t in array array['proposal','partner','proposal_member','invitation','section_owner','sign_off',
    'submit_intent','submission','submission_partner','submission_category','submission_source','pledge','notification',
    'event','mail','obligation','reminder_send'] loop
    execute format('alter table samspel.%I enable row level security', t);
    execute format('alter table samspel.%I force row level security', t);
  end loop;
  foreach t in array array['partner','proposal_member','invitation','section_owner','sign_off','submit_intent','pledge','submission'] loop
    execute format('create policy member on samspel.%I using (samspel.is_system() or samspel.is_member(proposal_id)) with check (samspel.is_system() or samspel.is_member(proposal_id))', t);
  end loop;
  foreach t in array array['submission_partner','submission_category','submission_source'] loop
    execute format('create policy member on samspel.%I using (samspel.is_system() or exists (select 1 from samspel.submission s where s.id = submission_id)) with check (samspel.is_system())', t);
  end loop;
end $$;

-- is_member() reads this table as the owner; without this policy its own policy would call it again.
-- (A setting on the function would do the same, but only a superuser may create that.)
create policy owner on samspel.proposal_member for select to current_user using (true);
create policy member on samspel.proposal using (samspel.is_system() or samspel.is_member(id)) with check (samspel.is_system() or samspel.is_member(id));
-- The authority reads what it received, never a draft.
create policy officer on samspel.submission for select using (samspel.is_officer(call_id) and withdrawn_at is null);
-- What happened to a proposal is read by its members, what happened to a person by that person.
create policy reader on samspel.event for select using (samspel.is_system() or aggregate_id = samspel.actor() or samspel.is_member(aggregate_id));
create policy author on samspel.event for insert with check (samspel.is_system() or actor_id is not distinct from samspel.actor());
create policy relay on samspel.event for update using (samspel.is_system()) with check (samspel.is_system());
-- Mails carry links that open doors, obligations tell that a draft exists: the system's alone.
create policy system on samspel.mail using (samspel.is_system()) with check (samspel.is_system());
create policy system on samspel.obligation using (samspel.is_system()) with check (samspel.is_system());
create policy system on samspel.reminder_send using (samspel.is_system()) with check (samspel.is_system());
create policy recipient on samspel.notification using (samspel.is_system() or person_id = samspel.actor()) with check (samspel.is_system() or person_id = samspel.actor());
`;

const grants = `
grant usage on schema samspel to samspel_app;
grant select, insert, update on all tables in schema samspel to samspel_app;
grant delete on samspel.section_owner to samspel_app;
revoke update on samspel.event from samspel_app;
grant update (published_at) on samspel.event to samspel_app;
revoke update on samspel.submission from samspel_app;
grant update (pdf_sha256, withdrawn_at, withdrawn_by) on samspel.submission to samspel_app;
revoke update on samspel.submission_partner, samspel.submission_category, samspel.submission_source, samspel.reminder_send from samspel_app;
grant execute on all functions in schema samspel to samspel_app;
`;
