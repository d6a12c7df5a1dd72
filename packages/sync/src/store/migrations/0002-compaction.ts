import { type QueryExecutorProvider, sql } from 'kysely';

/** Snapshots in the place of long tails, and the history that the rows of those tails move to. */
export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql.raw(tables).execute(db);
  await sql.raw(compact).execute(db);
  await sql.raw(rights).execute(db);
}

const tables = `
alter table sync.doc
  -- Of bytes, what the snapshot takes (unpacked); the rest is the tail.
  add column snap_bytes bigint not null default 0,
  -- Why it cannot be compacted; what was acknowledged is served from the log all the same.
  add column quarantine text check (quarantine <> ''),
  -- The head at that judgement: it is judged again when as much more has been written.
  add column judged_seq bigint not null default 0;

-- Nothing has ever written a snapshot before this.
alter table sync.snap drop column data;
alter table sync.snap
  -- Yjs update, format V2, written by the engine itself, gzip.
  add column packed bytea not null;
alter table sync.snap alter column packed set storage external;

-- Rows of the log that a snapshot contains: who, when, what. Whole, from number 1 on.
create table sync.history (
  doc_id bigint not null references sync.doc (id),
  seq bigint not null check (seq > 0),
  at timestamptz not null,
  actor_id text,
  data bytea not null,
  primary key (doc_id, seq)
);
alter table sync.history alter column data set storage external;
`;

// One statement of the caller, one transaction: killed at any moment it has happened or it has not.
// Of two that compact the same tail the second finds that the first has been there.
// security definer: nobody else takes rows out of the log, and nobody does it for a person.
const compact = `
create function sync.compact(document bigint, history_of uuid, since bigint, until bigint,
  vector bytea, snapshot bytea, snapshot_bytes bigint)
returns boolean language plpgsql security definer set search_path = '' as $$
declare
  moved bigint;
begin
  if sync.acts_for() is not null then
    raise exception 'compaction acts for nobody';
  end if;
  perform 1 from sync.doc d where d.id = document and d.incarnation = history_of
    and d.snap_seq = since and until > since and until <= d.head for update;
  if not found then
    return false;
  end if;
  with gone as (
    delete from sync.upd u where u.doc_id = document and u.seq <= until
    returning u.doc_id, u.seq, u.at, u.actor_id, u.data
  )
  insert into sync.history (doc_id, seq, at, actor_id, data)
  select g.doc_id, g.seq, g.at, g.actor_id, g.data from gone g;
  get diagnostics moved = row_count;
  if moved <> until - since then
    raise exception 'the log of document % has a hole', document;
  end if;
  delete from sync.snap s where s.doc_id = document;
  insert into sync.snap (doc_id, seq, state_vector, packed)
  values (document, until, vector, snapshot);
  update sync.doc set snap_seq = until, snap_bytes = snapshot_bytes, quarantine = null,
    bytes = snapshot_bytes + coalesce(
      (select sum(octet_length(u.data)) from sync.upd u where u.doc_id = document), 0)
  where id = document;
  return true;
end $$;
revoke execute on function sync.compact from public;
`;

const rights = `
grant execute on function sync.compact to samspel_app;
grant select on sync.history to samspel_app, samspel_hub;

alter table sync.history enable row level security;
create policy hub on sync.history to samspel_hub using (true);
create policy person on sync.history to samspel_app using (sync.acts_for() is null
  or exists (select 1 from sync.doc d where d.id = doc_id));
`;
