import { type QueryExecutorProvider, sql } from 'kysely';

/** The log: documents, their updates in commit order, who owns which clientID, and who may do what. */
export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql.raw(tables).execute(db);
  await sql.raw(clock).execute(db);
  await sql.raw(rights).execute(db);
  await sql.raw(rowSecurity).execute(db);
}

const tables = `
create function sync.now() returns timestamptz language sql volatile as 'select clock_timestamp()';

-- head is not indexed and pages are left half empty, so that its updates stay within the page (HOT).
create table sync.doc (
  id bigint generated always as identity primary key,
  name text not null unique check (octet_length(name) between 1 and 512),
  -- Changes when a history is lost: sequence numbers of different incarnations do not compare.
  incarnation uuid not null default gen_random_uuid(),
  scope text not null,
  kind text not null,
  shape_version integer not null,
  head bigint not null default 0,
  bytes bigint not null default 0,
  -- Up to here the log is also contained in a snapshot (0: there is none).
  snap_seq bigint not null default 0,
  epoch integer not null default 1,
  frozen text check (frozen <> ''),
  created_at timestamptz not null default sync.now()
) with (fillfactor = 50);
create index doc_scope on sync.doc (scope);

create table sync.upd (
  doc_id bigint not null references sync.doc (id),
  seq bigint not null check (seq > 0),
  at timestamptz not null default sync.now(),
  actor_id text,
  data bytea not null,
  primary key (doc_id, seq)
);
-- Updates are small or already dense: compressing them costs time and saves nothing.
alter table sync.upd alter column data set storage external;

create table sync.snap (
  doc_id bigint not null references sync.doc (id),
  seq bigint not null,
  at timestamptz not null default sync.now(),
  state_vector bytea not null,
  -- Yjs update, format V2, written by the engine itself.
  data bytea not null,
  primary key (doc_id, seq)
);
alter table sync.snap alter column data set storage external;

create table sync.doc_client (
  doc_id bigint not null references sync.doc (id),
  client_id bigint not null check (client_id > 0),
  person_id text not null,
  primary key (doc_id, client_id)
);

create table sync.access (
  doc_id bigint not null references sync.doc (id),
  person_id text not null,
  mode text not null check (mode in ('read', 'write')),
  primary key (doc_id, person_id)
);

create table sync.ticket (
  hash bytea primary key,
  person_id text not null,
  name text not null,
  initials text not null,
  colour text not null,
  expires_at timestamptz not null
);
create index ticket_expires on sync.ticket (expires_at);

create table sync.document_token (
  hash bytea primary key,
  person_id text not null,
  document_name text not null,
  name text not null,
  expires_at timestamptz not null
);
create index document_token_expires on sync.document_token (expires_at);
`;

// Where there is a product around the engine, they share one clock.
// security definer: the hub's role does not enter the product's schema.
const clock = `
do $$ begin
  if to_regprocedure('samspel.now()') is not null then
    create or replace function sync.now() returns timestamptz language sql volatile
      security definer set search_path = '' as 'select samspel.now()';
  end if;
end $$`;

const rights = `
grant usage on schema sync to samspel_app, samspel_hub;
grant execute on function sync.now() to samspel_app, samspel_hub;

grant select, insert, update on sync.doc to samspel_app;
grant select, insert on sync.upd, sync.doc_client to samspel_app;
grant select on sync.snap to samspel_app;
grant select, insert, update, delete on sync.access to samspel_app;
grant select, insert, delete on sync.ticket, sync.document_token to samspel_app;

grant select on sync.doc, sync.access, sync.document_token, sync.snap to samspel_hub;
grant update (head, bytes) on sync.doc to samspel_hub;
grant select, insert on sync.upd, sync.doc_client to samspel_hub;
grant select, delete on sync.ticket to samspel_hub;
`;

// The second wall: a transaction that says whom it acts for sees that person's documents alone, whatever
// it asks. One that acts for nobody (the system, the engine alone) sees all; hubs check each message.
const rowSecurity = `
create function sync.acts_for() returns text language sql stable as
  $$ select case when coalesce(current_setting('samspel.system', true), '') = 'on' then null
    else nullif(current_setting('samspel.person', true), '') end $$;
grant execute on function sync.acts_for() to samspel_app, samspel_hub;

do $$
declare t text;
begin
  foreach t in array array['doc','upd','doc_client','snap','access'] loop
    execute format('alter table sync.%I enable row level security', t);
    execute format('create policy hub on sync.%I to samspel_hub using (true) with check (true)', t);
  end loop;
  foreach t in array array['upd','doc_client','snap'] loop
    execute format('create policy person on sync.%I to samspel_app using (sync.acts_for() is null or exists (select 1 from sync.doc d where d.id = doc_id))', t);
  end loop;
end $$;
create policy person on sync.access to samspel_app
  using (sync.acts_for() is null or person_id = sync.acts_for());
create policy person on sync.doc to samspel_app using (sync.acts_for() is null or exists (
  select 1 from sync.access a where a.doc_id = id and a.person_id = sync.acts_for()));
`;
