import { type QueryExecutorProvider, sql } from 'kysely';
import { scanUpdate } from '../protocol/scan-update.ts';
import { type Run, updatesOf, type WrittenUpdate } from './runs.ts';

/** One committed update: what, by whom, when. */
export interface HistoryEntry extends WrittenUpdate {
  seq: number;
  at: Date;
}

const pageRows = 2000;

/** All that was ever committed to a document after `since`, oldest first, compacted or not. */
export async function* readHistory(
  db: QueryExecutorProvider,
  name: string,
  { since = 0, until = Number.MAX_SAFE_INTEGER }: { since?: number; until?: number } = {},
): AsyncGenerator<HistoryEntry> {
  for (let from = since; from < until; ) {
    const { rows } = await sql<{ seq: number; at: Date; updates: number; data: Uint8Array } & Run>`
      select u.seq::float8 as seq, u.at, u.updates, u.data, u.actor_id as "actorId", u.parts
      from sync.doc d join sync.upd u on u.doc_id = d.id
      where d.name = ${name} and u.seq > ${from} order by u.seq limit ${pageRows}`.execute(db);
    for (const { seq: last, at, updates, data, ...run } of rows) {
      const first = last - updates + 1;
      for (const [i, update] of updatesOf(data, updates, run).entries()) {
        const seq = first + i;
        if (seq > since && seq <= until) yield { seq, at, ...update };
      }
    }
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
