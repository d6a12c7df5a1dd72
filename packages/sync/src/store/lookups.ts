import type { AccessMode } from '../protocol/frames.ts';
import type { SqlPool } from './sql-pool.ts';
import { hashSecret, type SocketPerson } from './tickets.ts';

export interface FoundDocument {
  id: number;
  name: string;
  kind: string;
  /** The newest shape that may be in it. */
  shape: number;
  incarnation: string;
  head: number;
  /** Up to here the log is also in a snapshot; 0: there is none. */
  snapSeq: number;
  bytes: number;
  epoch: number;
  frozen: string | null;
  /** What the asking person may do. */
  mode: AccessMode;
}

const findDocumentText = `
select d.id::float8 as id, d.name, d.kind, d.shape_version as shape, d.incarnation::text as incarnation,
  d.head::float8 as head, d.snap_seq::float8 as "snapSeq", d.bytes::float8 as bytes, d.epoch, d.frozen, coalesce(a.mode, 'none') as mode
from sync.doc d left join sync.access a on a.doc_id = d.id and a.person_id = $2
where d.name = $1`;

export async function findDocument(
  pool: SqlPool,
  name: string,
  personId: string,
): Promise<FoundDocument | null> {
  const { rows } = await pool.query<FoundDocument & Record<string, unknown>>({
    name: 'sync_find_document',
    text: findDocumentText,
    values: [name, personId],
  });
  return rows[0] ?? null;
}

/** Of documents that the engine alone has made, for everybody. */
export const openKind = 'open';

/** The engine alone: any name is a document. */
export async function ensureDocument(pool: SqlPool, name: string): Promise<void> {
  await pool.query({
    text: `insert into sync.doc (name, scope, kind, shape_version) values ($1, $2, $2, 1)
      on conflict (name) do nothing`,
    values: [name, openKind],
  });
}

export interface Rights {
  id: number;
  epoch: number;
  frozen: string | null;
  shape: number;
  /** Of the persons asked about; who is absent has none. */
  modes: Record<string, 'read' | 'write'>;
}

/** Epoch, shape and grants as of one instant. */
export async function findRights(
  pool: SqlPool,
  docIds: readonly number[],
  personIds: readonly string[],
): Promise<Rights[]> {
  const { rows } = await pool.query<Rights & Record<string, unknown>>({
    name: 'sync_find_rights',
    text: `
      select d.id::float8 as id, d.epoch, d.frozen, d.shape_version as shape, coalesce(
        (select jsonb_object_agg(a.person_id, a.mode) from sync.access a
          where a.doc_id = d.id and a.person_id = any($2::text[])), '{}') as modes
      from sync.doc d where d.id = any($1::bigint[])`,
    values: [docIds, personIds],
  });
  return rows;
}

export interface Look {
  id: number;
  epoch: number;
  head: number;
  bytes: number;
}

/** What has changed without an announcement; and the database's clock, ms. */
export async function lookAt(
  pool: SqlPool,
  docIds: readonly number[],
): Promise<{ now: number; documents: Look[] }> {
  const { rows } = await pool.query<{
    now: number;
    id: number | null;
    epoch: number;
    head: number;
    bytes: number;
  }>({
    name: 'sync_look',
    text: `
      select (extract(epoch from c.at) * 1000)::float8 as now, d.id::float8 as id, d.epoch,
        d.head::float8 as head, d.bytes::float8 as bytes
      from (select sync.now() as at) c left join sync.doc d on d.id = any($1::bigint[])`,
    values: [docIds],
  });
  const documents = rows.flatMap(({ id, epoch, head, bytes }) =>
    id === null ? [] : [{ id, epoch, head, bytes }],
  );
  return { now: rows[0]!.now, documents };
}

/** Whose socket a ticket opens; the ticket is gone afterwards. */
export async function useTicket(pool: SqlPool, ticket: string): Promise<SocketPerson | null> {
  const { rows } = await pool.query<{ [key in keyof SocketPerson]: string }>({
    text: `
      delete from sync.ticket where hash = $1 and expires_at > sync.now()
      returning person_id as "personId", name, initials, colour`,
    values: [hashSecret(ticket)],
  });
  return rows[0] ?? null;
}

export async function findTokenOwner(
  pool: SqlPool,
  token: string,
  documentName: string,
): Promise<{ personId: string; name: string } | null> {
  const { rows } = await pool.query<{ personId: string; name: string }>({
    text: `
      select person_id as "personId", name from sync.document_token
      where hash = $1 and document_name = $2 and expires_at > sync.now()`,
    values: [hashSecret(token), documentName],
  });
  return rows[0] ?? null;
}

export async function findClientOwners(
  pool: SqlPool,
  docId: number,
): Promise<{ client: number; owner: string }[]> {
  const { rows } = await pool.query<{ client: number; owner: string }>({
    name: 'sync_find_clients',
    text: `select client_id::float8 as client, person_id as owner from sync.doc_client where doc_id = $1`,
    values: [docId],
  });
  return rows;
}

/** Binds clientIDs to a person unless somebody was first; answers whose each of them is. */
export async function bindClients(
  pool: SqlPool,
  docId: number,
  clients: readonly number[],
  personId: string,
): Promise<{ client: number; owner: string }[]> {
  await pool.query({
    text: `
      insert into sync.doc_client (doc_id, client_id, person_id)
      select $1, client, $3 from unnest($2::bigint[]) as client on conflict do nothing`,
    values: [docId, clients, personId],
  });
  const { rows } = await pool.query<{ client: number; owner: string }>({
    text: `
      select client_id::float8 as client, person_id as owner from sync.doc_client
      where doc_id = $1 and client_id = any($2::bigint[])`,
    values: [docId, clients],
  });
  return rows;
}
