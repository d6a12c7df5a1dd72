import { type Kysely, sql, type Transaction } from 'kysely';
import { type Bus, topics } from '../bus/bus.ts';
import { asSystem } from '../db/as-system.ts';
import { failpoint } from '../failpoint.ts';
import type { Logger } from '../log.ts';
import { startLoop } from '../loop.ts';
import { isOutage } from '../outage.ts';
import type { Delivery } from './delivery-job.ts';

export interface RelayOptions<DB> {
  db: Kysely<DB>;
  bus: Bus;
  log: Logger;
  /** Names of the handlers of an event type; throws for a type that this program does not know. */
  handlersOf(type: string): readonly string[];
  enqueue(deliveries: readonly Delivery[]): Promise<void>;
  /** A row is parked, with an alarm, when it has failed this often. */
  maxAttempts?: number;
  batch?: number;
  pollMs?: number;
  /** First pause of a failing row; doubles each time. */
  retryMs?: number;
}

export interface Relay {
  /** Looks at once; lost hints are made good by polling. */
  wake(): void;
  /** Finishes the batch at hand. */
  stop(): Promise<void>;
  trouble(): string | null;
}

interface Row {
  id: string;
  type: string;
  aggregateId: string;
  version: number;
}

interface Trouble {
  attempts: number;
  notBefore: number;
  reason: string;
}

/** The parked relay's place among the handlers of an event. */
export const RELAY = 'relay';

/**
 * Moves committed events to the queue: claims unpublished rows that no other relay holds, queues one job
 * for each (event, handler), marks the rows, and hints to open screens. Killed between any two of these
 * it does the step again, which is why jobs have ids and handlers a ledger.
 */
export function runRelay<DB>(options: RelayOptions<DB>): Relay {
  const troubles = new Map<string, Trouble>();
  const loop = startLoop({
    name: 'relay',
    log: options.log,
    everyMs: options.pollMs ?? 250,
    turn: () => relayBatch(options, troubles),
  });
  const hints = options.bus.subscribe(topics.outbox, () => loop.wake());
  return {
    wake: loop.wake,
    trouble: loop.trouble,
    async stop() {
      hints();
      await loop.stop();
    },
  };
}

/** Relays one batch; true when there may be more at once. */
async function relayBatch<DB>(
  options: RelayOptions<DB>,
  troubles: Map<string, Trouble>,
): Promise<boolean> {
  const batch = options.batch ?? 100;
  const relayed = await asSystem(options.db, async (trx) => {
    const rows = await claim(trx, batch, waiting(troubles));
    if (rows.length === 0) return [];
    failpoint('relay-after-claim');
    const { known, failed } = recognise(options, rows);
    await recordDeliveries(trx, known);
    const { sent, refused } = await enqueueAll(options, known);
    failpoint('relay-after-enqueue');
    await markPublished(trx, sent);
    failed.push(...refused);
    for (const { row, error } of failed) await noteTrouble(trx, options, troubles, row, error);
    return sent;
  });
  for (const { row } of relayed) troubles.delete(row.id);
  publishHints(
    options.bus,
    relayed.map(({ row }) => row),
  );
  return relayed.length === batch;
}

async function claim<DB>(trx: Transaction<DB>, batch: number, waiting: string[]): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select e.id, e.type, e.aggregate_id, e.version from samspel.event e
    where e.published_at is null and e.id <> all(${waiting}::uuid[])
      and not exists (select from samspel.event_delivery d
        where d.event_id = e.id and d.handler = ${RELAY} and d.parked_at is not null)
    order by e.at limit ${batch} for no key update of e skip locked`.execute(trx);
  return rows;
}

interface Sent {
  row: Row;
  handlers: readonly string[];
}

interface Failed {
  row: Row;
  error: unknown;
}

function recognise<DB>(options: RelayOptions<DB>, rows: readonly Row[]) {
  const known: Sent[] = [];
  const failed: Failed[] = [];
  for (const row of rows) {
    try {
      known.push({ row, handlers: options.handlersOf(row.type) });
    } catch (error) {
      failed.push({ row, error });
    }
  }
  return { known, failed };
}

// One call for the batch; only when it is refused, one for each row, to find which row is at fault.
async function enqueueAll<DB>(options: RelayOptions<DB>, known: readonly Sent[]) {
  try {
    await enqueue(options, known);
    return { sent: known, refused: [] };
  } catch (error) {
    if (isOutage(error)) throw error;
  }
  const sent: Sent[] = [];
  const refused: Failed[] = [];
  for (const one of known) {
    try {
      await enqueue(options, [one]);
      sent.push(one);
    } catch (error) {
      if (isOutage(error)) throw error;
      refused.push({ row: one.row, error });
    }
  }
  return { sent, refused };
}

async function enqueue<DB>(options: RelayOptions<DB>, rows: readonly Sent[]): Promise<void> {
  const deliveries = rows.flatMap(({ row, handlers }) =>
    handlers.map((handler) => ({ eventId: row.id, handler })),
  );
  if (deliveries.length > 0) await options.enqueue(deliveries);
}

// Before the jobs exist, so that a quick handler waits for this transaction and never it for a handler;
// and so that a delivery which the queue forgets is found and queued again.
async function recordDeliveries<DB>(trx: Transaction<DB>, known: readonly Sent[]): Promise<void> {
  const deliveries = known.flatMap(({ row, handlers }) =>
    handlers.map((handler) => [row.id, handler] as const),
  );
  if (deliveries.length === 0) return;
  const ids = deliveries.map(([id]) => id);
  const handlers = deliveries.map(([, handler]) => handler);
  await sql`
    insert into samspel.event_delivery (event_id, handler)
    select * from unnest(${ids}::uuid[], ${handlers}::text[]) on conflict do nothing`.execute(trx);
}

async function markPublished<DB>(trx: Transaction<DB>, sent: readonly Sent[]): Promise<void> {
  if (sent.length === 0) return;
  await sql`
    update samspel.event set published_at = samspel.now()
    where id = any(${sent.map(({ row }) => row.id)}::uuid[])`.execute(trx);
}

async function noteTrouble<DB>(
  trx: Transaction<DB>,
  options: RelayOptions<DB>,
  troubles: Map<string, Trouble>,
  row: Row,
  error: unknown,
): Promise<void> {
  const attempts = (troubles.get(row.id)?.attempts ?? 0) + 1;
  const reason = error instanceof Error ? error.message : String(error);
  if (attempts < (options.maxAttempts ?? 8)) {
    const pauseMs = (options.retryMs ?? 500) * 2 ** (attempts - 1);
    troubles.set(row.id, { attempts, notBefore: performance.now() + pauseMs, reason });
    options.log.warn({ err: error, event: row.id, attempts }, 'event not relayed yet');
    return;
  }
  await sql`
    insert into samspel.event_delivery (event_id, handler, attempts, last_error, parked_at)
    values (${row.id}, ${RELAY}, ${attempts}, ${reason}, samspel.now())
    on conflict (event_id, handler) do update
      set attempts = excluded.attempts, last_error = excluded.last_error, parked_at = excluded.parked_at`.execute(
    trx,
  );
  troubles.delete(row.id);
  options.log.error({ err: error, event: row.id, type: row.type, alarm: true }, 'event parked');
}

function waiting(troubles: Map<string, Trouble>): string[] {
  const now = performance.now();
  return [...troubles].filter(([, trouble]) => trouble.notBefore > now).map(([id]) => id);
}

// One hint for an aggregate: the newest version says it all.
function publishHints(bus: Bus, rows: readonly Row[]): void {
  const newest = new Map<string, number>();
  for (const { aggregateId, version } of rows) {
    newest.set(aggregateId, Math.max(version, newest.get(aggregateId) ?? 0));
  }
  for (const [aggregateId, version] of newest) {
    void bus.publish(topics.aggregate(aggregateId), { aggregateId, version });
  }
}
