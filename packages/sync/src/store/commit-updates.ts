import { type Run, runOf, type WrittenUpdate } from './runs.ts';
import type { SqlPool } from './sql-pool.ts';

export interface DocumentToCommit {
  docId: number;
  /** The epoch under which the right to write was checked. */
  epoch: number;
  /** At least one. */
  updates: readonly WrittenUpdate[];
}

export type CommitOutcome =
  /** `head` is the number of the last of its updates; they are numbered one after the other. */
  | { outcome: 'committed'; head: number }
  /** The epoch has moved: look at the rights again. */
  | { outcome: 'stale' }
  /** A command holds the document; try again soon. */
  | { outcome: 'locked' };

export interface Commit {
  /** In the order of the documents given. */
  outcomes: CommitOutcome[];
  /** Database time, ms. */
  at: number;
}

/**
 * One statement for updates of any number of documents, and one row of the log for each of them.
 * Documents' rows are locked in order of id, so that commits never wait in a circle; a row that somebody
 * else holds is skipped, so that one slow command stalls only its own document. The epoch is compared on
 * the locked row: from the commit of a withdrawal or a freeze on, nothing written under the old epoch
 * gets in, and nothing at all gets into a frozen document. Numbers are given under the lock: no holes,
 * and their order is the order of commits. The bytes travel as one value, and arrays as text: the driver
 * takes twice the time to write them, for each commit.
 */
const statement = `
with b as materialized (
  select * from unnest($1::bigint[], $2::int[], $3::int[], $4::text[], $5::int[], $6::int[], $7::int[])
    as t(doc_id, epoch, updates, actor_id, start, length, parts)
), l as materialized (
  select id, head, epoch, frozen from sync.doc where id = any($1::bigint[]) order by id for update skip locked
), heads as (
  update sync.doc d set head = l.head + b.updates, bytes = d.bytes + b.length
  from l join b on b.doc_id = l.id and l.epoch = b.epoch
  where d.id = l.id and l.frozen is null
  returning d.id, d.head, b.updates, b.actor_id, b.start, b.length, b.parts
), clock as materialized (
  select sync.now() as at
), rows as (
  insert into sync.upd (doc_id, seq, at, actor_id, updates, data, parts)
  select id, head, (select at from clock), actor_id, updates, substring($8::bytea from start for length),
    case when parts > 0 then substring($8::bytea from start + length for parts) end
  from heads
)
select l.id::float8 as id, heads.head::float8 as head,
  (extract(epoch from (select at from clock)) * 1000)::float8 as at
from l left join heads on heads.id = l.id`;

/** A document is in `documents` once at most. */
export async function commitUpdates(
  pool: SqlPool,
  documents: readonly DocumentToCommit[],
): Promise<Commit> {
  const { rows } = await pool.query<{ id: number; head: number | null; at: number }>({
    name: 'sync_commit',
    text: statement,
    values: valuesOf(documents),
  });
  const heads = new Map(rows.map(({ id, head }) => [id, head]));
  const outcomes = documents.map(({ docId }): CommitOutcome => {
    const head = heads.get(docId);
    if (head === undefined) return { outcome: 'locked' };
    return head === null ? { outcome: 'stale' } : { outcome: 'committed', head };
  });
  return { outcomes, at: Math.floor(rows[0]?.at ?? 0) };
}

const numbers = (list: readonly number[]) => `{${list.join(',')}}`;

/** Quoted, so that whatever is in an id stays in it. */
const texts = (list: readonly (string | null)[]) =>
  `{${list.map((text) => (text === null ? 'NULL' : quoted(text))).join(',')}}`;

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

function valuesOf(documents: readonly DocumentToCommit[]): unknown[] {
  const runs: Run[] = [];
  const starts: number[] = [];
  const lengths: number[] = [];
  const pieces: Uint8Array[] = [];
  let end = 0;
  for (const { updates } of documents) {
    const run = runOf(updates);
    starts.push(end + 1);
    let length = 0;
    for (const { data } of updates) {
      pieces.push(data);
      length += data.length;
    }
    if (run.parts) pieces.push(run.parts);
    runs.push(run);
    lengths.push(length);
    end += length + (run.parts?.length ?? 0);
  }
  return [
    numbers(documents.map(({ docId }) => docId)),
    numbers(documents.map(({ epoch }) => epoch)),
    numbers(documents.map(({ updates }) => updates.length)),
    texts(runs.map(({ actorId }) => actorId)),
    numbers(starts),
    numbers(lengths),
    numbers(runs.map(({ parts }) => parts?.length ?? 0)),
    Buffer.concat(pieces, end),
  ];
}
