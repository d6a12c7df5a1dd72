import { type QueryExecutorProvider, sql } from 'kysely';
import { writersIn } from './runs.ts';

/** A stretch of writing in one document; what stood after it is a version that can be looked at. */
export interface Moment {
  /** Sequence numbers of its first and its last update. */
  from: number;
  to: number;
  begun: Date;
  ended: Date;
  /** Who took part; null stands for the server itself, or nobody in particular. */
  actorIds: (string | null)[];
}

export interface MomentsOptions {
  /** Only what was written before this update; left out, the latest too. */
  before?: number;
  /** Rows of the log that are looked at. */
  lookRows?: number;
  most?: number;
}

/**
 * The latest moments of a document, the newest first, for somebody who may read it; 'absent' says neither
 * that it exists nor that it does not. A new one begins after a pause of ten minutes, and with each hour.
 * Of the log only what is about the updates is read, never they themselves; more of it is asked for
 * `before` the oldest, unless that begins with number 1.
 */
export async function findMoments(
  db: QueryExecutorProvider,
  name: string,
  personId: string,
  { before = Number.MAX_SAFE_INTEGER, lookRows = 20_000, most = 50 }: MomentsOptions = {},
): Promise<Moment[] | 'absent'> {
  const { rows } = await sql<Found>`
    with readable as (
      select d.id from sync.doc d join sync.access a on a.doc_id = d.id and a.person_id = ${personId}
      where d.name = ${name}
    ), looked as (
      select u.seq, u.updates, u.at, u.actor_id, u.parts
      from readable r join sync.upd u on u.doc_id = r.id
      where u.seq < ${before} order by u.seq desc limit ${lookRows}
    ), after as (
      select looked.*, lag(at) over (order by seq) as last_at from looked
    ), counted as (
      select after.*, count(*) filter (where at - last_at > interval '10 minutes'
        or floor(extract(epoch from at) / 3600) <> floor(extract(epoch from last_at) / 3600)
      ) over (order by seq) as moment
      from after
    ), moments as (
      select moment, min(seq - updates + 1) as first, max(seq) as last, min(at) as begun, max(at) as ended,
        array_agg(distinct actor_id) filter (where parts is null or actor_id is not null) as actors,
        array_agg(parts) filter (where parts is not null and actor_id is null) as shared
      from counted group by moment
    )
    select m.first::float8 as "from", m.last::float8 as "to", m.begun, m.ended, m.actors, m.shared,
      m.moment = 0 and m.first > 1 and (select count(*) from looked) = ${lookRows} as cut
    from readable left join moments m on true
    order by m.last desc limit ${most}`.execute(db);
  if (rows.length === 0) return 'absent';
  // What begins before the look began is told whole with the next one, unless it is all there is.
  const whole = rows.length > 1 && rows.at(-1)!.cut ? rows.slice(0, -1) : rows;
  return whole.flatMap(momentOf);
}

interface Found {
  /** Null, as all of them: nobody has written yet. */
  from: number | null;
  to: number;
  begun: Date;
  ended: Date;
  actors: (string | null)[] | null;
  /** Parts of the rows that several people wrote at once. */
  shared: Uint8Array[] | null;
  cut: boolean;
}

function momentOf({ from, to, begun, ended, actors, shared }: Found): Moment[] {
  if (from === null) return [];
  const together = (shared ?? []).flatMap((parts) => {
    const writers: (string | null)[] = writersIn(parts);
    return writers.length > 0 ? writers : [null];
  });
  return [{ from, to, begun, ended, actorIds: [...new Set([...(actors ?? []), ...together])] }];
}
