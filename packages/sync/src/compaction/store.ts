import type { Limits } from '../protocol/limits.ts';
import { syncChannel } from '../store/announce.ts';
import type { SqlPool } from '../store/sql-pool.ts';

export interface Compactable {
  id: number;
  kind: string;
  incarnation: string;
  head: number;
  snapSeq: number;
  frozen: boolean;
}

export async function findCompactable(pool: SqlPool, docId: number): Promise<Compactable | null> {
  const { rows } = await pool.query<Compactable & Record<string, unknown>>({
    text: `
      select id::float8 as id, kind, incarnation::text as incarnation, head::float8 as head,
        snap_seq::float8 as "snapSeq", frozen is not null as frozen
      from sync.doc where id = $1`,
    values: [docId],
  });
  return rows[0] ?? null;
}

export interface Step {
  document: Compactable;
  /** The snapshot contains the log up to here. */
  until: number;
  /** How many updates were read for it since the one before. */
  read: number;
  vector: Uint8Array;
  packed: Uint8Array;
  /** Unpacked. */
  bytes: number;
}

/** False when somebody else was quicker, or the history has begun anew. */
export async function storeSnapshot(pool: SqlPool, step: Step): Promise<boolean> {
  const { id, incarnation, snapSeq } = step.document;
  const { rows } = await pool.query<{ done: boolean }>({
    text: `select sync.compact($1, $2, $3, $4, $5, $6, $7, $8) as done`,
    values: [id, incarnation, snapSeq, step.until, step.read, step.vector, step.packed, step.bytes],
  });
  return rows[0]!.done;
}

/** An edit of the server that only deletes, and not in a frozen document. True when it was made. */
export async function appendRepair(
  pool: SqlPool,
  docId: number,
  update: Uint8Array,
): Promise<boolean> {
  const { rows } = await pool.query({
    text: `
      with moved as (
        update sync.doc set head = head + 1, bytes = bytes + $3
        where id = $1 and frozen is null returning id, head
      ), row as (
        insert into sync.upd (doc_id, seq, actor_id, data) select id, head, null, $2 from moved
      )
      select pg_notify($4, json_build_object('tail', json_build_array(id))::text) from moved`,
    values: [docId, update, update.length, syncChannel],
  });
  return rows.length > 0;
}

/** Not tried again before as much more has been written as makes a tail long. */
export async function quarantine(pool: SqlPool, docId: number, reason: string): Promise<void> {
  await pool.query({
    text: `update sync.doc set quarantine = $2, judged_seq = head where id = $1`,
    values: [docId, reason],
  });
}

export interface LongTail {
  /** Rows and bytes of the tail from which on it is long. */
  rows: number;
  bytes: number;
  /** A shorter tail is taken, too, when nobody has written for a while. */
  idleRows: number;
  idleSeconds: number;
}

/** Documents worth compacting, in no order: of several workers each begins elsewhere. */
export async function findLongTails(
  pool: SqlPool,
  { rows: manyRows, bytes, idleRows, idleSeconds }: LongTail,
  limit = 100,
): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>({
    text: `
      select d.id::float8 as id from sync.doc d
      where d.head > d.snap_seq and case when d.quarantine is not null
        then d.head - d.judged_seq >= $1
        else d.head - d.snap_seq >= $1 or d.bytes - d.snap_bytes >= $2
          or d.head - d.snap_seq >= $3 and not exists (
            select 1 from sync.upd u where u.doc_id = d.id and u.seq = d.head
              and u.at > sync.now() - make_interval(secs => $4))
        end
      order by random() limit $5`,
    values: [manyRows, bytes, idleRows, idleSeconds, limit],
  });
  return rows.map(({ id }) => id);
}

/**
 * Documents in which something was written that nobody has judged, however little it is: one update can
 * break every screen. Rows at the ends of what is new decide; nothing else of the log is looked at.
 */
export async function findUnjudged(
  pool: SqlPool,
  { judgeIdleMs, judgeAtMostMs }: Pick<Limits, 'judgeIdleMs' | 'judgeAtMostMs'>,
  limit: number,
): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>({
    text: `
      select d.id::float8 as id from sync.doc d
      where d.quarantine is null and d.head > greatest(d.snap_seq, d.judged_seq) and (
        (select u.at from sync.upd u where u.doc_id = d.id and u.seq = d.head)
          <= sync.now() - make_interval(secs => $1)
        or (select u.at from sync.upd u
            where u.doc_id = d.id and u.seq > greatest(d.snap_seq, d.judged_seq)
            order by u.seq limit 1)
          <= sync.now() - make_interval(secs => $2))
      order by random() limit $3`,
    values: [judgeIdleMs / 1000, judgeAtMostMs / 1000, limit],
  });
  return rows.map(({ id }) => id);
}

/** Up to here it is sound; not judged again before somebody writes in it. */
export async function markSound(
  pool: SqlPool,
  { id, incarnation }: Compactable,
  until: number,
): Promise<void> {
  await pool.query({
    text: `
      update sync.doc set judged_seq = $3
      where id = $1 and incarnation = $2 and judged_seq < $3 and quarantine is null`,
    values: [id, incarnation, until],
  });
}
