import { type Kysely, type QueryExecutorProvider, sql } from 'kysely';
import { scanUpdate } from '../protocol/scan-update.ts';
import { announce } from './announce.ts';
import { updatesOf } from './runs.ts';
import { snapshotUpdate } from './snapshot-update.ts';

export interface NewDocument {
  name: string;
  /** What belongs together for `setAccess`, e.g. one application's id. */
  scope: string;
  /** Decides which root names the hub accepts (`documentKinds` of `createHub`). */
  kind: string;
  shapeVersion: number;
}

export interface Grant {
  name: string;
  personId: string;
  mode: 'read' | 'write';
}

export interface StoredDocument {
  /** Sequence number of the last update; 0 for a document nobody has written in. */
  head: number;
  /** Rises with every change of access, freeze, thaw and shape. */
  epoch: number;
  frozen: string | null;
  shapeVersion: number;
  /** Yjs updates, format V1, in the order of their commits; the first may contain many of them. */
  updates: Uint8Array[];
}

/** Documents that already exist stay as they are. */
export async function createDocuments(
  db: QueryExecutorProvider,
  documents: readonly NewDocument[],
): Promise<void> {
  if (documents.length === 0) return;
  await sql`
    insert into sync.doc (name, scope, kind, shape_version)
    select name, scope, kind, "shapeVersion"
    from jsonb_to_recordset(${JSON.stringify(documents)}::jsonb)
      as d(name text, scope text, kind text, "shapeVersion" integer)
    order by name
    on conflict (name) do nothing`.execute(db);
}

/**
 * States the whole truth about who may do what in a scope: a grant that is not listed ends.
 * Only documents whose grants change get a new epoch; from this transaction's commit on, a write
 * under the old epoch is refused, however late the hubs learn of it. Outside a transaction it takes one:
 * its locks must outlive its first statement, or two of them deadlock.
 * @throws on a grant for a document that does not exist in the scope
 */
export async function setAccess<T>(
  db: Kysely<T>,
  scope: string,
  grants: readonly Grant[],
): Promise<void> {
  if (!db.isTransaction) return db.transaction().execute((trx) => setAccess(trx, scope, grants));
  const { rows: documents } = await sql<{ name: string }>`
    select name from sync.doc where scope = ${scope} order by id for update`.execute(db);
  const names = new Set(documents.map((row) => row.name));
  const stray = grants.find((grant) => !names.has(grant.name));
  if (stray) throw new Error(`no document ${stray.name} in scope ${scope}`);
  const { rows } = await sql<{ id: number }>`
    with wanted as (
      select d.id as doc_id, g."personId" as person_id, max(g.mode) as mode
      from jsonb_to_recordset(${JSON.stringify(grants)}::jsonb) as g(name text, "personId" text, mode text)
      join sync.doc d on d.name = g.name
      group by 1, 2
    ), gone as (
      delete from sync.access a using sync.doc d
      where d.id = a.doc_id and d.scope = ${scope} and not exists (
        select 1 from wanted w where w.doc_id = a.doc_id and w.person_id = a.person_id)
      returning a.doc_id
    ), given as (
      insert into sync.access as a (doc_id, person_id, mode)
      select doc_id, person_id, mode from wanted
      on conflict (doc_id, person_id) do update set mode = excluded.mode where a.mode <> excluded.mode
      returning a.doc_id
    )
    update sync.doc set epoch = epoch + 1
    where id in (select doc_id from gone union select doc_id from given)
    returning id::float8 as id`.execute(db);
  await announce(db, { access: rows.map((row) => row.id) });
}

/** Nobody writes in these documents from this transaction's commit on. `reason` is shown to their authors. */
export async function freezeDocuments(
  db: QueryExecutorProvider,
  names: readonly string[],
  reason: string,
): Promise<void> {
  await setFrozen(db, names, reason);
}

/** Writable again, for those who have the right. */
export async function thawDocuments(
  db: QueryExecutorProvider,
  names: readonly string[],
): Promise<void> {
  await setFrozen(db, names, null);
}

async function setFrozen(
  db: QueryExecutorProvider,
  names: readonly string[],
  reason: string | null,
): Promise<void> {
  const list = JSON.stringify(names);
  const { rows } = await sql<{ id: number }>`
    with locked as materialized (
      select id from sync.doc
      where name in (select jsonb_array_elements_text(${list}::jsonb))
      order by id for update
    )
    update sync.doc d set frozen = ${reason}::text, epoch = epoch + 1
    from locked where d.id = locked.id and d.frozen is distinct from ${reason}::text
    returning d.id::float8 as id`.execute(db);
  await announce(db, { access: rows.map((row) => row.id) });
}

/**
 * Documents of these kinds may be of this shape from the transaction's commit on: whoever edits with an
 * older editor becomes a reader, at hubs that know no newer shape, too. No shape is ever lowered.
 * Answers how many documents were raised.
 */
export async function raiseShapes(
  db: QueryExecutorProvider,
  shapes: Readonly<Record<string, number>>,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    with wanted as (
      select key as kind, value::integer as shape
      from jsonb_each_text(${JSON.stringify(shapes)}::jsonb)
    ), locked as materialized (
      select d.id, w.shape from sync.doc d
      join wanted w on w.kind = d.kind and w.shape > d.shape_version
      order by d.id for update of d
    )
    update sync.doc d set shape_version = locked.shape, epoch = d.epoch + 1
    from locked where d.id = locked.id
    returning d.id::float8 as id`.execute(db);
  await announce(db, { access: rows.map((row) => row.id) });
  return rows.length;
}

/** One consistent reading of whole documents; names that do not exist are absent from the map. */
export async function readUpdates(
  db: QueryExecutorProvider,
  names: readonly string[],
): Promise<Map<string, StoredDocument>> {
  const { rows } = await sql<{
    name: string;
    head: number;
    epoch: number;
    frozen: string | null;
    shape: number;
    /** 0: a snapshot. */
    count: number | null;
    data: Uint8Array | null;
    parts: Uint8Array | null;
  }>`
    select d.name, d.head::float8 as head, d.epoch, d.frozen, d.shape_version as shape,
      e.count, e.data, e.parts
    from sync.doc d left join lateral (
      select s.seq, 0 as count, s.packed as data, null::bytea as parts from sync.snap s
        where s.doc_id = d.id and s.seq = d.snap_seq
      union all
      select u.seq, u.updates, u.data, u.parts from sync.upd u
        where u.doc_id = d.id and u.seq > d.snap_seq
    ) e on true
    where d.name in (select jsonb_array_elements_text(${JSON.stringify(names)}::jsonb))
    order by d.id, e.seq`.execute(db);
  const documents = new Map<string, StoredDocument>();
  for (const row of rows) {
    let document = documents.get(row.name);
    if (!document) {
      const { head, epoch, frozen, shape } = row;
      document = { head, epoch, frozen, shapeVersion: shape, updates: [] };
      documents.set(row.name, document);
    }
    const { count, data, parts } = row;
    if (data === null || count === null) continue;
    if (count === 0) document.updates.push(await snapshotUpdate(data));
    else
      for (const each of updatesOf(data, count, { actorId: null, parts }))
        document.updates.push(each.data);
  }
  return documents;
}

/**
 * Appends an edit made by the server itself (a seed, a forward migration, a repair), frozen or not.
 * The update must come from a clientID of its own, fresh for this edit: open the document in a new
 * Y.Doc, change it, and pass the bytes of that one 'update' event.
 * @throws when the document does not exist, the update is malformed or continues a known clientID
 */
export async function appendServerEdit(
  db: QueryExecutorProvider,
  name: string,
  update: Uint8Array,
  actorId: string | null,
): Promise<void> {
  const scan = scanUpdate(update);
  if (scan.ranges.some((range) => range.start !== 0)) {
    throw new Error(`server edit of ${name} continues another's clientID`);
  }
  const { rows } = await sql<{ id: number }>`
    update sync.doc set head = head + 1, bytes = bytes + ${update.length}
    where name = ${name} returning id::float8 as id`.execute(db);
  const id = rows[0]?.id;
  if (id === undefined) throw new Error(`no document ${name}`);
  for (const { client } of scan.ranges) {
    await sql`
      insert into sync.doc_client (doc_id, client_id, person_id)
      values (${id}, ${client}, ${actorId ?? serverPerson})`.execute(db);
  }
  await sql`
    insert into sync.upd (doc_id, seq, actor_id, data)
    select id, head, ${actorId}, ${update} from sync.doc where id = ${id}`.execute(db);
  await announce(db, { tail: [id] });
}

/**
 * After the log was brought back from a backup: what clients know of it may be of a history that is
 * gone, and its numbers will be given again to other edits. They begin anew. Run as the owner.
 */
export async function beginNewHistories(db: QueryExecutorProvider): Promise<void> {
  await sql`update sync.doc set incarnation = gen_random_uuid()`.execute(db);
}

/** Owner of clientIDs of edits that no person made; no session can carry this name. */
export const serverPerson = '@server';
