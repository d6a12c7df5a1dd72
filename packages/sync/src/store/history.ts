import { type QueryExecutorProvider, sql } from 'kysely';
import * as Y from 'yjs';
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

/** One thing that somebody wrote: a cell's value, a row. */
export interface Spot {
  client: number;
  clock: number;
}

export interface Writing extends Spot, Pick<HistoryEntry, 'actorId' | 'at'> {
  /** What was written; undefined where it is no plain value. */
  value: unknown;
}

/**
 * Who wrote each of these, when and what, for somebody who may read the document; 'absent' says neither that it
 * exists nor that it does not. What is in no log (yet) is left out.
 */
export async function findWritings(
  db: QueryExecutorProvider,
  name: string,
  personId: string,
  spots: readonly Spot[],
): Promise<Writing[] | 'absent'> {
  const { rows } = await sql`
    select 1 from sync.doc d join sync.access a on a.doc_id = d.id and a.person_id = ${personId}
    where d.name = ${name}`.execute(db);
  if (rows.length === 0) return 'absent';
  const found: Writing[] = [];
  let wanted = [...spots];
  if (wanted.length === 0) return found;
  for await (const { actorId, at, data } of readHistory(db, name)) {
    const { ranges } = scanUpdate(data);
    const here = wanted.filter(({ client, clock }) =>
      ranges.some((r) => r.client === client && r.start <= clock && clock < r.end),
    );
    if (here.length === 0) continue;
    for (const spot of here) found.push({ ...spot, actorId, at, value: valueAt(data, spot) });
    wanted = wanted.filter((spot) => !here.includes(spot));
    if (wanted.length === 0) break;
  }
  return found;
}

function valueAt(update: Uint8Array, { client, clock }: Spot): unknown {
  for (const struct of Y.decodeUpdate(update).structs) {
    const { id, length } = struct;
    if (id.client !== client || clock < id.clock || clock >= id.clock + length) continue;
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentAny)) return undefined;
    return struct.content.arr[clock - id.clock];
  }
  return undefined;
}
