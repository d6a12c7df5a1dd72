import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type QueryExecutorProvider, sql } from 'kysely';
import * as Y from 'yjs';
import { type Limits, limits } from '../protocol/limits.ts';
import { openKind } from './lookups.ts';
import type { SqlPool } from './sql-pool.ts';

export interface StoredSnapshot {
  incarnation: string;
  /** The log up to here is in it. */
  seq: number;
  /** Yjs update, format V2, gzip. */
  packed: Uint8Array;
}

/** The present snapshot of a document; null when its log has not become long yet. */
export async function readSnapshot(pool: SqlPool, docId: number): Promise<StoredSnapshot | null> {
  const { rows } = await pool.query<StoredSnapshot & Record<string, unknown>>({
    name: 'sync_read_snapshot',
    text: `
      select d.incarnation::text as incarnation, s.seq::float8 as seq, s.packed
      from sync.doc d join sync.snap s on s.doc_id = d.id and s.seq = d.snap_seq
      where d.id = $1`,
    values: [docId],
  });
  return rows[0] ?? null;
}

/** The same by name, in an engine without rights: 'absent' where it has no such document. */
export async function readOpenSnapshot(
  pool: SqlPool,
  name: string,
): Promise<StoredSnapshot | 'absent' | 'none'> {
  const { rows } = await pool.query<NamedSnapshot>({
    name: 'sync_read_open_snapshot',
    text: `
      select d.incarnation::text as incarnation, s.seq::float8 as seq, s.packed
      from sync.doc d left join sync.snap s on s.doc_id = d.id and s.seq = d.snap_seq
      where d.name = $1 and d.kind = $2`,
    values: [name, openKind],
  });
  return asFound(rows[0]);
}

type NamedSnapshot = {
  incarnation: string;
  seq: number | null;
  packed: Uint8Array | null;
};

function asFound(found: NamedSnapshot | undefined): StoredSnapshot | 'absent' | 'none' {
  if (!found) return 'absent';
  const { incarnation, seq, packed } = found;
  return seq === null || packed === null ? 'none' : { incarnation, seq, packed };
}

/** How far a document's clocks go in its snapshot, without its content. */
export async function readSnapshotClocks(
  pool: SqlPool,
  docId: number,
): Promise<{ seq: number; clocks: Map<number, number> }> {
  const { rows } = await pool.query<{ seq: number; vector: Uint8Array }>({
    name: 'sync_read_snapshot_clocks',
    text: `
      select s.seq::float8 as seq, s.state_vector as vector
      from sync.doc d join sync.snap s on s.doc_id = d.id and s.seq = d.snap_seq
      where d.id = $1`,
    values: [docId],
  });
  const [found] = rows;
  if (!found) return { seq: 0, clocks: new Map() };
  return { seq: found.seq, clocks: Y.decodeStateVector(found.vector) };
}

/** Bytes of the log that lie between what a reader has and the snapshot, about. */
export async function historyBytes(pool: SqlPool, docId: number, since: number): Promise<number> {
  const { rows } = await pool.query<{ bytes: number }>({
    name: 'sync_history_bytes',
    text: `
      select coalesce(sum(octet_length(u.data)), 0)::float8 as bytes
      from sync.doc d join sync.upd u on u.doc_id = d.id and u.seq > $2 and u.seq <= d.snap_seq
      where d.id = $1`,
    values: [docId, since],
  });
  return rows[0]!.bytes;
}

const unzip = promisify(gunzip);
const zip = promisify(gzip);

export const packSnapshot = (update: Uint8Array): Promise<Buffer> => zip(update);

/** Format V2. */
export const unpackSnapshot = (
  packed: Uint8Array,
  { unpackedBytes }: Pick<Limits, 'unpackedBytes'> = limits,
): Promise<Buffer> => unzip(packed, { maxOutputLength: unpackedBytes });

/**
 * A document's snapshot for somebody who may read it, with an editor that understands it: to another the hub
 * says so before it shows anything. 'absent' says neither that it exists nor that it does not.
 */
export async function findSnapshot(
  db: QueryExecutorProvider,
  name: string,
  personId: string,
  understood: number,
): Promise<StoredSnapshot | 'absent' | 'none'> {
  const { rows } = await sql<NamedSnapshot>`
    select d.incarnation::text as incarnation, s.seq::float8 as seq, s.packed
    from sync.doc d
    join sync.access a on a.doc_id = d.id and a.person_id = ${personId}
    left join sync.snap s on s.doc_id = d.id and s.seq = d.snap_seq
      and d.shape_version <= ${understood}
    where d.name = ${name}`.execute(db);
  return asFound(rows[0]);
}
