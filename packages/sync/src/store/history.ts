import { type QueryExecutorProvider, sql } from 'kysely';
import { scanUpdate } from '../protocol/scan-update.ts';

/** One committed update: what, by whom, when. */
export interface HistoryEntry {
  seq: number;
  at: Date;
  /** Null: the server itself. */
  actorId: string | null;
  /** Yjs update, format V1. */
  data: Uint8Array;
}

const pageRows = 2000;

/** All that was ever committed to a document after `since`, oldest first, compacted or not. */
export async function* readHistory(
  db: QueryExecutorProvider,
  name: string,
  { since = 0, until = Number.MAX_SAFE_INTEGER }: { since?: number; until?: number } = {},
): AsyncGenerator<HistoryEntry> {
  for (let from = since; ; ) {
    const { rows } = await sql<HistoryEntry>`
      select e.seq::float8 as seq, e.at, e.actor_id as "actorId", e.data
      from sync.doc d cross join lateral (
        (select seq, at, actor_id, data from sync.history
          where doc_id = d.id and seq > ${from} and seq <= ${until} order by seq limit ${pageRows})
        union all
        (select seq, at, actor_id, data from sync.upd
          where doc_id = d.id and seq > ${from} and seq <= ${until} order by seq limit ${pageRows})
        order by seq limit ${pageRows}
      ) e where d.name = ${name} order by e.seq`.execute(db);
    yield* rows;
    if (rows.length < pageRows) return;
    from = rows.at(-1)!.seq;
  }
}

/** Who wrote what a clientID has at this clock (one character, one cell, one row), and when; null when nobody did. */
export async function findAuthor(
  db: QueryExecutorProvider,
  name: string,
  { client, clock }: { client: number; clock: number },
): Promise<Pick<HistoryEntry, 'actorId' | 'at' | 'seq'> | null> {
  for await (const { actorId, at, seq, data } of readHistory(db, name)) {
    const { ranges } = scanUpdate(data);
    const here = ranges.some((r) => r.client === client && r.start <= clock && clock < r.end);
    if (here) return { actorId, at, seq };
  }
  return null;
}
