import { type QueryExecutorProvider, sql } from 'kysely';
import { type Run, updatesOf } from './runs.ts';

/** A piece of what a document was once made of. */
export interface PastPiece {
  /** Sequence number of the last update in it; the asked-for `since` when there is none. */
  to: number;
  /** Nothing is missing behind it. */
  complete: boolean;
  updates: Uint8Array[];
}

export interface PastOptions {
  /** What is known already: a reader goes on with `to` of the piece before. */
  since?: number;
  /** The last update that belongs to the state that is asked for. */
  until: number;
  /** About how much at a time; one row of the log is not divided. */
  maxBytes?: number;
}

const pieceRows = 10_000;

/**
 * What a document was made of up to an update, piece by piece, for somebody who may read it now; 'absent'
 * says neither that it exists nor that it does not. Bytes as they lie in the log: whoever wants the state
 * builds it, and nothing here takes as long as a history.
 */
export async function findPastUpdates(
  db: QueryExecutorProvider,
  name: string,
  personId: string,
  { since = 0, until, maxBytes = 512 * 1024 }: PastOptions,
): Promise<PastPiece | 'absent'> {
  const { rows } = await sql<Found>`
    select d.head::float8 as head, e.seq::float8 as seq, e.updates, e.data, e.parts,
      e.actor_id as "actorId"
    from sync.doc d
    join sync.access a on a.doc_id = d.id and a.person_id = ${personId}
    left join lateral (
      select t.*, sum(octet_length(t.data)) over (order by t.seq) - octet_length(t.data) as bytes
      from (
        select u.seq, u.updates, u.data, u.parts, u.actor_id from sync.upd u
        where u.doc_id = d.id and u.seq > ${since} order by u.seq limit ${pieceRows}
      ) t
    ) e on e.bytes < ${maxBytes} and e.seq - e.updates < ${until}
    where d.name = ${name} order by e.seq`.execute(db);
  const [first] = rows;
  if (!first) return 'absent';
  const last = Math.min(until, first.head);
  let to = since;
  const updates: Uint8Array[] = [];
  for (const { seq: end, updates: count, data, ...run } of rows) {
    if (end === null) continue;
    for (const [i, update] of updatesOf(data, count, run).entries()) {
      const seq = end - count + 1 + i;
      if (seq <= since || seq > last) continue;
      updates.push(update.data);
      to = seq;
    }
  }
  return { to, complete: updates.length === 0 || to >= last, updates };
}

interface Found extends Run {
  head: number;
  /** Null, as all of the row: there is nothing behind `since`. */
  seq: number | null;
  updates: number;
  data: Uint8Array;
}
