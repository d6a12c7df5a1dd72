import { type QueryExecutorProvider, sql } from 'kysely';

/** As in 0002, but a document is held for the last step alone, so that those who write in it wait for that only. */
export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql.raw(compact).execute(db);
}

// Rows of the log never change, and nobody but this function takes them away: they are moved before the
// document is locked. Two that compact the same document exclude each other by a lock that writers do
// not take. Killed at any moment it has happened or it has not.
const compact = `
create or replace function sync.compact(document bigint, history_of uuid, since bigint, until bigint,
  vector bytea, snapshot bytea, snapshot_bytes bigint)
returns boolean language plpgsql security definer set search_path = '' as $$
declare
  moved bigint;
begin
  if sync.acts_for() is not null then
    raise exception 'compaction acts for nobody';
  end if;
  if not pg_try_advisory_xact_lock(hashtextextended('sync.compact', document)) then
    return false;
  end if;
  perform 1 from sync.doc d where d.id = document and d.incarnation = history_of
    and d.snap_seq = since and until > since and until <= d.head;
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
  perform 1 from sync.doc d where d.id = document for update;
  if not exists (select 1 from sync.doc d where d.id = document and d.incarnation = history_of
      and d.snap_seq = since) then
    raise exception 'the history of document % has begun anew', document;
  end if;
  update sync.doc set snap_seq = until, snap_bytes = snapshot_bytes, quarantine = null,
    bytes = snapshot_bytes + coalesce(
      (select sum(octet_length(u.data)) from sync.upd u where u.doc_id = document), 0)
  where id = document;
  return true;
end $$;
`;
