/** The part of a `pg.Pool` that the hub uses (platform/db/open-database `openPool`). */
export interface SqlPool {
  query<R extends Record<string, unknown>>(query: {
    name?: string;
    text: string;
    values?: unknown[];
  }): Promise<{ rows: R[] }>;
}

/** Listens to a PostgreSQL channel and re-listens after a cut (platform/db/listen). */
export type ListenTo = (
  channel: string,
  onPayload: (payload: string) => void,
  onReconnect: () => void,
) => Promise<{ close(): Promise<void> }>;
