import { ByteReader } from '../protocol/byte-reader.ts';
import { readParts } from './runs.ts';
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
const readPiece = `
select max(seq)::float8 as to, array_agg(updates order by seq) as counts,
  array_agg(bytes order by seq) as lengths, string_agg(data, ''::bytea order by seq) as data,
  string_agg(parts, ''::bytea order by seq) as parts
from (
  select seq, updates, data, parts, bytes, sum(bytes) over (order by seq) as total
  from (
    select seq, updates, data, parts, octet_length(data) as bytes from sync.upd
    where doc_id = $1 and seq > $2 order by seq limit ${pieceRows}
  ) as tail
) as piece
where total - bytes < $3`;

/** Updates after `since`: rows as many as fit in about `maxBytes`, but at least one if there is one. */
export async function readLog(
  pool: SqlPool,
  docId: number,
  since: number,
  maxBytes: number,
): Promise<LogPiece> {
  const { rows } = await pool.query<{
    to: number | null;
    counts: number[] | null;
    lengths: number[] | null;
    data: Buffer | null;
    parts: Buffer | null;
  }>({ name: 'sync_read_log', text: readPiece, values: [docId, since, maxBytes] });
  const { to, counts, lengths, data, parts } = rows[0]!;
  if (to === null || counts === null || lengths === null || data === null) {
    return { to: since, updates: [], complete: true };
  }
  const updates = divided(data, counts, lengths, parts);
  // The first row may have begun before what was asked for.
  const known = updates.length - (to - since);
  return {
    to,
    updates: known > 0 ? updates.slice(known) : updates,
    complete: counts.length < pieceRows && data.length < maxBytes,
  };
}

function divided(
  data: Buffer,
  counts: readonly number[],
  rowLengths: readonly number[],
  parts: Buffer | null,
): Uint8Array[] {
  const reader = new ByteReader(parts ?? new Uint8Array());
  const updates: Uint8Array[] = [];
  let from = 0;
  const take = (length: number) => {
    updates.push(data.subarray(from, from + length));
    from += length;
  };
  for (const [i, count] of counts.entries()) {
    if (count === 1) take(rowLengths[i]!);
    else for (const length of readParts(reader, count).lengths) take(length);
  }
  return updates;
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
