import { type QueryExecutorProvider, sql } from 'kysely';

export interface DocumentState {
  name: string;
  kind: string;
  head: number;
  epoch: number;
  frozen: string | null;
  /** There is a snapshot of it. */
  packed: boolean;
}

/** The documents of a scope without their content, by name. */
export async function documentStates(
  db: QueryExecutorProvider,
  scope: string,
): Promise<DocumentState[]> {
  const { rows } = await sql<DocumentState>`
    select name, kind, head::float8 as head, epoch, frozen, snap_seq > 0 as packed from sync.doc
    where scope = ${scope} order by name`.execute(db);
  return rows;
}

/** A document that compaction has found not to be what it should be; it is served as it is. */
export interface Quarantined {
  name: string;
  reason: string;
}

/** By name, for whoever looks after the installation. */
export async function quarantinedDocuments(db: QueryExecutorProvider): Promise<Quarantined[]> {
  const { rows } = await sql<Quarantined>`
    select name, quarantine as reason from sync.doc where quarantine is not null
    order by name`.execute(db);
  return rows;
}
