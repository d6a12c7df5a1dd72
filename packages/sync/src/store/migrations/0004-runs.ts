import { type QueryExecutorProvider, sql } from 'kysely';

/** One row of the log for all that a commit adds to a document; the log is one table, and only grows. */
export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql.raw(runs).execute(db);
  await sql.raw(wholeLog).execute(db);
  await sql.raw(compact).execute(db);
}

// seq is the number of a row's last update. The foreign key looked up, for each row, the document that
// the same statement holds a lock on, and nobody may delete documents. One check in the place of three:
// each is read anew for every statement.
const runs = `
alter table sync.upd
  add column updates integer not null default 1,
  -- How a run of several divides: store/runs.ts. Null: it is one update.
  add column parts bytea,
  drop constraint upd_seq_check,
  add constraint upd_run check (updates > 0 and seq >= updates and (parts is null) = (updates = 1)),
  drop constraint upd_doc_id_fkey;
alter table sync.upd alter column parts set storage external;
`;

// What a snapshot contains stays where it is: moving it wrote everything twice.
const wholeLog = `
insert into sync.upd (doc_id, seq, at, actor_id, data)
select doc_id, seq, at, actor_id, data from sync.history;
drop table sync.history;
`;

// As in 0003, without the moving. It is told how many updates were read, so that a program that takes a run
// for one update cannot hide the others behind a snapshot.
const compact = `
drop function sync.compact(bigint, uuid, bigint, bigint, bytea, bytea, bigint);

create function sync.compact(document bigint, history_of uuid, since bigint, until bigint,
  read bigint, vector bytea, snapshot bytea, snapshot_bytes bigint)
returns boolean language plpgsql security definer set search_path = '' as $$
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
  if read <> until - since or until - since is distinct from (
      select sum(u.updates) from sync.upd u
      where u.doc_id = document and u.seq > since and u.seq <= until) then
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
      (select sum(octet_length(u.data)) from sync.upd u
        where u.doc_id = document and u.seq > until), 0)
  where id = document;
  return true;
end $$;
revoke execute on function sync.compact from public;
grant execute on function sync.compact to samspel_app;
`;
