import type { SqlPool } from './sql-pool.ts';

export interface UpdateToCommit {
  docId: number;
  /** The epoch under which the right to write was checked. */
  epoch: number;
  actorId: string | null;
  data: Uint8Array;
}

export type CommitOutcome =
  | { outcome: 'committed'; seq: number }
  /** The epoch has moved: look at the rights again. */
  | { outcome: 'stale' }
  /** A command holds the document; try again soon. */
  | { outcome: 'locked' };

export interface Commit {
  /** In the order of the updates given. */
  outcomes: CommitOutcome[];
  /** Database time, ms. */
  at: number;
}

/**
 * One statement for updates of any number of documents. Documents' rows are locked in order of id, so
 * that commits never wait in a circle; a row that somebody else holds is skipped, so that one slow
 * command stalls only its own document. The epoch is compared on the locked row: from the commit of a
 * withdrawal or a freeze on, nothing written under the old epoch gets in, and nothing at all gets into a
 * frozen document. Numbers are given under the lock: no holes, and their order is the order of commits.
 * The bytes travel as one value.
 */
const statement = `
with b as materialized (
  select * from unnest($1::bigint[], $2::int[], $3::text[], $4::int[], $5::int[])
    with ordinality as t(doc_id, epoch, actor_id, start, length, ord)
), l as materialized (
  select id, head, epoch, frozen from sync.doc where id = any($6::bigint[]) order by id for update skip locked
), ok as materialized (
  select b.*, l.head + row_number() over (partition by b.doc_id order by b.ord) as seq
  from b join l on l.id = b.doc_id and l.epoch = b.epoch and l.frozen is null
), heads as (
  update sync.doc d set head = m.head, bytes = d.bytes + m.length
  from (select doc_id, max(seq) as head, sum(length) as length from ok group by 1) as m
  where d.id = m.doc_id
), clock as materialized (
  select sync.now() as at
), rows as (
  insert into sync.upd (doc_id, seq, at, actor_id, data)
  select doc_id, seq, (select at from clock), actor_id, substring($7::bytea from start for length) from ok
)
select b.ord::int as ord, ok.seq::float8 as seq, (l.id is null) as locked,
  (extract(epoch from (select at from clock)) * 1000)::float8 as at
from b left join l on l.id = b.doc_id left join ok on ok.ord = b.ord
order by b.ord`;

export async function commitUpdates(
  pool: SqlPool,
  updates: readonly UpdateToCommit[],
): Promise<Commit> {
  const starts: number[] = [];
  let bytes = 0;
  for (const { data } of updates) {
    starts.push(bytes + 1);
    bytes += data.length;
  }
  const { rows } = await pool.query<{ seq: number | null; locked: boolean; at: number }>({
    name: 'sync_commit',
    text: statement,
    values: [
      updates.map((update) => update.docId),
      updates.map((update) => update.epoch),
      updates.map((update) => update.actorId),
      starts,
      updates.map((update) => update.data.length),
      [...new Set(updates.map((update) => update.docId))],
      Buffer.concat(
        updates.map((update) => update.data),
        bytes,
      ),
    ],
  });
  const outcomes = rows.map(({ seq, locked }): CommitOutcome => {
    if (seq !== null) return { outcome: 'committed', seq };
    return { outcome: locked ? 'locked' : 'stale' };
  });
  return { outcomes, at: Math.floor(rows[0]?.at ?? 0) };
}
