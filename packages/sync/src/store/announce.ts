import { type QueryExecutorProvider, sql } from 'kysely';

/** PostgreSQL channel that wakes hubs. Rare by design: a commit that notifies takes a global lock. */
export const syncChannel = 'samspel_sync';

/** What changed in documents (by id). A hint: hubs also look by themselves every second. */
export interface Announcement {
  /** Epoch, freeze or grants. */
  access?: number[];
  /** Updates that no hub wrote. */
  tail?: number[];
  /** All sockets of this person are to be closed. */
  person?: string;
}

// A payload is at most 8000 bytes.
const idsInOnePayload = 500;

/** Told at the transaction's commit. */
export async function announce(
  db: QueryExecutorProvider,
  { access = [], tail = [], person }: Announcement,
): Promise<void> {
  const payloads: Announcement[] = [...chunks(access, 'access'), ...chunks(tail, 'tail')];
  if (person !== undefined) payloads.push({ person });
  for (const payload of payloads) {
    await sql`select pg_notify(${syncChannel}, ${JSON.stringify(payload)})`.execute(db);
  }
}

function chunks(ids: number[], key: 'access' | 'tail'): Announcement[] {
  const payloads: Announcement[] = [];
  for (let from = 0; from < ids.length; from += idsInOnePayload) {
    payloads.push({ [key]: ids.slice(from, from + idsInOnePayload) });
  }
  return payloads;
}
