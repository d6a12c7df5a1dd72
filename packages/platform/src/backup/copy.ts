import { once } from 'node:events';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { qualified, quote, type TableShape } from './catalogue.ts';

const columnList = (table: TableShape) => table.columns.map(quote).join(', ');

/** A table's rows as COPY text, in the transaction of the client. */
export async function* copyOut(client: pg.ClientBase, table: TableShape): AsyncGenerator<Buffer> {
  // A query rather than the table itself, which row security would refuse.
  const text = `copy (select ${columnList(table)} from ${qualified(table)}) to stdout`;
  yield* client.query(copyTo(text)) as AsyncIterable<Buffer>;
}

/** Takes COPY text piece by piece; resolves when PostgreSQL has taken it all. */
export async function copyIn(
  client: pg.ClientBase,
  table: TableShape,
  pieces: AsyncIterable<Buffer>,
): Promise<void> {
  const stream = client.query(
    copyFrom(`copy ${qualified(table)} (${columnList(table)}) from stdin`),
  );
  const done = once(stream, 'finish');
  // Its failure is seen below, perhaps only after the next piece was asked for.
  done.catch(() => {});
  for await (const piece of pieces) {
    if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), done]);
  }
  stream.end();
  await done;
}

/** The same text for the same value, whatever the server's or the login's own settings are. */
export const stableText = [
  "set local datestyle to 'ISO, YMD'",
  "set local intervalstyle to 'postgres'",
  "set local timezone to 'UTC'",
  "set local bytea_output to 'hex'",
  'set local extra_float_digits to 1',
  'set local statement_timeout to 0',
  'set local lock_timeout to 0',
  'set local idle_in_transaction_session_timeout to 0',
  "set local client_encoding to 'UTF8'",
  // Row security lets the system see and write every row.
  "select set_config('samspel.person', '', true), set_config('samspel.system', 'on', true)",
].join('; ');
