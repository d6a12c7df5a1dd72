import { type QueryExecutorProvider, sql } from 'kysely';
import { chainHash } from './chain.ts';
import type { StoredEvent } from './event.ts';

export interface ChainFault {
  aggregateId: string;
  version: number;
  fault: 'altered' | 'missing' | 'out_of_order' | 'truncated' | 'head_mismatch';
}

/** A head somebody outside holds: a receipt, a mail, a file on another machine. */
export interface KnownHead {
  version: number;
  hash: Buffer;
}

interface Aggregate {
  id: string;
  version: number;
  head: Buffer | null;
}

const PAGE = 500;

/**
 * Computes an aggregate's chain again. Finds an altered entry, a missing one, exchanged ones and, against
 * a head that was given out earlier, a cut tail or a history that was written anew.
 */
export async function verifyChain(
  db: QueryExecutorProvider,
  aggregateId: string,
  known: readonly KnownHead[] = [],
): Promise<ChainFault[]> {
  const { rows } = await sql<Aggregate>`
    select id, version, head from samspel.aggregate where id = ${aggregateId}`.execute(db);
  const aggregate = rows[0] ?? { id: aggregateId, version: 0, head: null };
  const faults: ChainFault[] = [];
  const report = (version: number, fault: ChainFault['fault']) =>
    faults.push({ aggregateId, version, fault });

  let previous: Buffer | null = null;
  let expected = 1;
  const wanted = new Map(known.map((head) => [head.version, head.hash]));
  for await (const event of entriesOf(db, aggregateId)) {
    for (; expected < event.version; expected += 1) report(expected, 'missing');
    if (!sameHash(event.prevHash, previous)) report(event.version, 'out_of_order');
    if (!chainHash(previous, event).equals(event.hash)) report(event.version, 'altered');
    const head = wanted.get(event.version);
    if (head && !head.equals(event.hash)) report(event.version, 'head_mismatch');
    wanted.delete(event.version);
    previous = event.hash;
    expected = event.version + 1;
  }
  for (const version of wanted.keys()) report(version, 'truncated');
  if (aggregate.version !== expected - 1) report(expected, 'truncated');
  else if (!sameHash(aggregate.head, previous)) report(aggregate.version, 'head_mismatch');
  return faults;
}

/** Every aggregate's chain, for the nightly check; calls `onFault` and resolves to the number of entries. */
export async function verifyAllChains(
  db: QueryExecutorProvider,
  onFault: (fault: ChainFault) => void,
): Promise<{ aggregates: number; entries: number }> {
  let after = '00000000-0000-0000-0000-000000000000';
  const total = { aggregates: 0, entries: 0 };
  for (;;) {
    const { rows }: { rows: Aggregate[] } = await sql<Aggregate>`
      select id, version, head from samspel.aggregate where id > ${after} order by id limit ${PAGE}`.execute(
      db,
    );
    for (const aggregate of rows) {
      for (const fault of await verifyChain(db, aggregate.id)) onFault(fault);
      total.entries += aggregate.version;
    }
    total.aggregates += rows.length;
    if (rows.length < PAGE) return total;
    after = rows[rows.length - 1]!.id;
  }
}

async function* entriesOf(
  db: QueryExecutorProvider,
  aggregateId: string,
): AsyncGenerator<StoredEvent> {
  for (let after = 0; ; ) {
    const { rows }: { rows: StoredEvent[] } = await sql<StoredEvent>`
      select id, aggregate_kind, aggregate_id, version, type, payload, actor_id, at, prev_hash, hash
      from samspel.event where aggregate_id = ${aggregateId} and version > ${after}
      order by version limit ${PAGE}`.execute(db);
    yield* rows;
    if (rows.length < PAGE) return;
    after = rows[rows.length - 1]!.version;
  }
}

function sameHash(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}
