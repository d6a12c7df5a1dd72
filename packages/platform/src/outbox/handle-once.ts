import { type Kysely, sql, type Transaction } from 'kysely';
import type { Config } from '../config.ts';
import { asSystem } from '../db/as-system.ts';
import { failpoint } from '../failpoint.ts';
import type { Files } from '../files/files.ts';
import type { Logger } from '../log.ts';
import { isOutage } from '../outage.ts';
import type { Job } from '../queue/queue.ts';
import { readDelivery } from './delivery-job.ts';
import type { StoredEvent } from './event.ts';
import type { Handler } from './handler.ts';

export interface HandleOptions<DB> {
  db: Kysely<DB>;
  log: Logger;
  config: Config;
  files: Files;
  /** The handler of that name; undefined when this program has none. */
  handlerNamed(name: string): Handler<DB> | undefined;
}

/** A job over which workers died this often is poison: it is parked instead of killing the next one. */
export const MAX_STALLS = 20;

export type Outcome = 'handled' | 'handled before';

/**
 * Runs one delivery: the row (event, handler) and the handler's effects are one transaction, so a job that
 * comes twice, or whose worker died at any moment, has its effect once. What fails for good is parked.
 */
export async function handleOnce<DB>(options: HandleOptions<DB>, job: Job): Promise<Outcome> {
  const { eventId, handler: name } = readDelivery(job.data);
  const log = options.log.child({ event: eventId, handler: name });
  try {
    if (job.stalls > MAX_STALLS) throw new Error(`${job.stalls} workers died over this job`);
    const handler = options.handlerNamed(name);
    if (!handler) throw new Error(`no handler is named ${name}`);
    const outcome = await asSystem(options.db, async (trx) => {
      if (!(await takeTurn(trx, eventId, name))) return 'handled before';
      const event = await findEvent(trx, eventId);
      failpoint('handler-before-effect');
      await handler.handle(trx, event, {
        log,
        config: options.config,
        files: options.files,
        attempt: job.attempt,
      });
      failpoint('handler-before-commit');
      return 'handled';
    });
    failpoint('handler-after-commit');
    return outcome;
  } catch (error) {
    if (isOutage(error)) throw error;
    const parked = job.lastAttempt || job.stalls > MAX_STALLS;
    await noteFailure(options.db, { eventId, name, error, parked });
    const level = parked ? 'error' : 'warn';
    log[level](
      { err: error, attempt: job.attempt, alarm: parked },
      parked ? 'delivery parked' : 'delivery failed',
    );
    if (job.stalls <= MAX_STALLS) throw error;
    return 'handled before';
  }
}

// A second worker with the same delivery waits here for the first one's end, then finds it handled.
async function takeTurn<DB>(trx: Transaction<DB>, eventId: string, name: string): Promise<boolean> {
  const { rows } = await sql`
    insert into samspel.event_delivery as d (event_id, handler, attempts, handled_at)
    values (${eventId}, ${name}, 1, samspel.now())
    on conflict (event_id, handler) do update
      set attempts = d.attempts + 1, handled_at = samspel.now(), parked_at = null
      where d.handled_at is null
    returning event_id`.execute(trx);
  return rows.length === 1;
}

async function findEvent<DB>(trx: Transaction<DB>, eventId: string): Promise<StoredEvent> {
  const { rows } = await sql<StoredEvent>`
    select id, aggregate_kind, aggregate_id, version, type, payload, actor_id, at, prev_hash, hash
    from samspel.event where id = ${eventId}`.execute(trx);
  return rows[0]!;
}

async function noteFailure<DB>(
  db: Kysely<DB>,
  failure: { eventId: string; name: string; error: unknown; parked: boolean },
): Promise<void> {
  const { eventId, name, error, parked } = failure;
  const reason = (error instanceof Error ? error.message : String(error)).slice(0, 1000);
  await asSystem(db, async (trx) => {
    // Selected, not named: a job about an event that does not exist leaves no row and is forgotten.
    await sql`
      insert into samspel.event_delivery as d (event_id, handler, attempts, last_error, parked_at)
      select id, ${name}, 1, ${reason}, case when ${parked} then samspel.now() end
        from samspel.event where id = ${eventId}
      on conflict (event_id, handler) do update
        set attempts = d.attempts + 1, last_error = excluded.last_error, parked_at = excluded.parked_at
        where d.handled_at is null`.execute(trx);
  });
}
