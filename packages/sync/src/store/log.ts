import type { SqlPool } from './sql-pool.ts';

/** A piece of a document's log, in sequence order. */
export interface LogPiece {
  /** Sequence number of the last update in it; the asked-for `since` when there is none. */
  to: number;
  updates: Uint8Array[];
  /** No more was stored when it was read. */
  complete: boolean;
}

const pieceRows = 2000;

// One value per piece instead of one per row: unpacking rows costs more than sending them.
// What compaction has moved meanwhile is found in the history: the log has no hole for a reader.
const readPiece = `
select max(seq)::float8 as to, array_agg(bytes order by seq) as lengths,
  string_agg(data, ''::bytea order by seq) as data
from (
  select seq, data, bytes, sum(bytes) over (order by seq) as total
  from (
    select seq, data, octet_length(data) as bytes from (
      (select seq, data from sync.history
        where doc_id = $1 and seq > $2 order by seq limit ${pieceRows})
      union all
      (select seq, data from sync.upd
        where doc_id = $1 and seq > $2 order by seq limit ${pieceRows})
    ) as rows order by seq limit ${pieceRows}
  ) as tail
) as piece
where total - bytes < $3`;

/** Updates after `since`: as many as fit in about `maxBytes`, but at least one if there is one. */
export async function readLog(
  pool: SqlPool,
  docId: number,
  since: number,
  maxBytes: number,
): Promise<LogPiece> {
  const { rows } = await pool.query<{
    to: number | null;
    lengths: number[] | null;
    data: Buffer | null;
  }>({ name: 'sync_read_log', text: readPiece, values: [docId, since, maxBytes] });
  const { to, lengths, data } = rows[0]!;
  if (to === null || lengths === null || data === null) {
    return { to: since, updates: [], complete: true };
  }
  const updates: Uint8Array[] = [];
  let from = 0;
  for (const length of lengths) {
    updates.push(data.subarray(from, from + length));
    from += length;
  }
  return { to, updates, complete: lengths.length < pieceRows && data.length < maxBytes };
}

/** Reads to the end of the log as it is when the last piece is read. */
export async function* readWholeLog(
  pool: SqlPool,
  docId: number,
  since: number,
): AsyncGenerator<LogPiece> {
  for (let from = since; ; ) {
    const piece = await readLog(pool, docId, from, 4 * 1024 * 1024);
    if (piece.updates.length > 0) yield piece;
    if (piece.complete) return;
    from = piece.to;
  }
}
