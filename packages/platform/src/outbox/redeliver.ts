import { type Kysely, sql } from 'kysely';
import { asSystem } from '../db/as-system.ts';
import type { Delivery } from './delivery-job.ts';
import { RELAY } from './relay.ts';

const FORGOTTEN_AFTER_SECONDS = 120;

/**
 * Queues again what the queue forgot (an emptied Redis, a restored backup): deliveries that are neither
 * handled nor parked after two minutes. A job that is still waiting keeps its id, so nothing doubles.
 */
export async function redeliverForgotten<DB>(
  db: Kysely<DB>,
  enqueue: (deliveries: readonly Delivery[]) => Promise<void>,
  olderThanSeconds: number = FORGOTTEN_AFTER_SECONDS,
): Promise<number> {
  const forgotten = await asSystem(db, async (trx) => {
    const { rows } = await sql<Delivery>`
      select event_id, handler from samspel.event_delivery
      where handled_at is null and parked_at is null and handler <> ${RELAY}
        and created_at <= samspel.now() - make_interval(secs => ${olderThanSeconds})
      order by created_at limit 1000`.execute(trx);
    return rows;
  });
  if (forgotten.length > 0) await enqueue(forgotten);
  return forgotten.length;
}

/** For the operator, after the cause is mended: parked deliveries and parked events get a new chance. */
export async function unpark<DB>(db: Kysely<DB>): Promise<number> {
  return asSystem(db, async (trx) => {
    const { rows } = await sql`
      update samspel.event_delivery set parked_at = null, attempts = 0, created_at = samspel.now() - interval '1 day'
      where parked_at is not null returning event_id`.execute(trx);
    return rows.length;
  });
}

export interface ParkedDelivery {
  eventId: string;
  handler: string;
  type: string;
  attempts: number;
  lastError: string | null;
  parkedAt: Date;
}

/** What needs a person: the newest first. */
export async function listParked<DB>(db: Kysely<DB>): Promise<ParkedDelivery[]> {
  return asSystem(db, async (trx) => {
    const { rows } = await sql<ParkedDelivery>`
      select d.event_id, d.handler, e.type, d.attempts, d.last_error, d.parked_at
      from samspel.event_delivery d join samspel.event e on e.id = d.event_id
      where d.parked_at is not null order by d.parked_at desc limit 100`.execute(trx);
    return rows;
  });
}
