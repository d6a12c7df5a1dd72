import { type QueryExecutorProvider, sql } from 'kysely';

export interface DocumentState {
  name: string;
  kind: string;
  head: number;
  epoch: number;
  frozen: string | null;
}

/** The documents of a scope without their content, by name. */
export async function documentStates(
  db: QueryExecutorProvider,
  scope: string,
): Promise<DocumentState[]> {
  const { rows } = await sql<DocumentState>`
    select name, kind, head::float8 as head, epoch, frozen from sync.doc
    where scope = ${scope} order by name`.execute(db);
  return rows;
}
