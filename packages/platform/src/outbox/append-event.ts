import { sql, type Transaction } from 'kysely';
import { newId } from '../ids.ts';
import { chainHash } from './chain.ts';
import type { NewEvent } from './event.ts';

export interface Appended {
  eventId: string;
  version: number;
  /** Head of the aggregate's chain after this event. */
  hash: Buffer;
}

/**
 * Appends an event in the command's own transaction: the aggregate's row is locked until its end, so
 * versions have no gaps and no two events share a predecessor. The first event of an aggregate makes it.
 */
export async function appendEvent<DB>(trx: Transaction<DB>, event: NewEvent): Promise<Appended> {
  const head = await lockHead(trx, event);
  const entry = {
    id: newId(),
    aggregateKind: event.aggregateKind,
    aggregateId: event.aggregateId,
    version: head.version + 1,
    type: event.type,
    payload: event.payload,
    actorId: event.actorId,
    at: head.at,
  };
  const hash = chainHash(head.hash, entry);
  await sql`
    with raised as (
      update samspel.aggregate set version = ${entry.version}, head = ${hash} where id = ${entry.aggregateId}
    )
    insert into samspel.event
      (id, aggregate_id, aggregate_kind, version, type, payload, actor_id, at, prev_hash, hash)
    values (${entry.id}, ${entry.aggregateId}, ${entry.aggregateKind}, ${entry.version}, ${entry.type},
      ${JSON.stringify(entry.payload)}::jsonb, ${entry.actorId}, ${entry.at}, ${head.hash}, ${hash})
  `.execute(trx);
  return { eventId: entry.id, version: entry.version, hash };
}

interface Head {
  version: number;
  hash: Buffer | null;
  at: Date;
}

// Milliseconds, because the hash must be computed again from what a Date can hold.
async function lockHead<DB>(trx: Transaction<DB>, event: NewEvent): Promise<Head> {
  const { rows } = await sql<Head & { kind: string }>`
    insert into samspel.aggregate as a (id, kind) values (${event.aggregateId}, ${event.aggregateKind})
    on conflict (id) do update set version = a.version
    returning kind, version, head as hash, date_trunc('milliseconds', samspel.now()) as at
  `.execute(trx);
  const head = rows[0]!;
  if (head.kind !== event.aggregateKind) {
    throw new Error(
      `aggregate ${event.aggregateId} is a ${head.kind}, not a ${event.aggregateKind}`,
    );
  }
  return head;
}
