import { type Actor, personIdOf } from '@samspel/domain/actor';
import { type EventOf, type EventType, parseEvent } from '@samspel/domain/events';
import { type Bus, topics } from '@samspel/platform/bus/bus';
import type { Config } from '@samspel/platform/config';
import type { JsonObject } from '@samspel/platform/json';
import type { Logger } from '@samspel/platform/log';
import { type Appended, appendEvent } from '@samspel/platform/outbox/append-event';
import { sql } from 'kysely';
import type { Db, Trx } from './database.ts';

/** What a query or a command is given. The clock is the database's: `databaseNow(trx)`. */
export interface Context {
  db: Db;
  actor: Actor;
  bus: Bus;
  config: Config;
  log: Logger;
  ids: { newId(): string; newToken(): string };
  /** When the complete request was there, for what has a deadline; where its host took that down. */
  arrivedAt?: Date | undefined;
}

export interface Aggregate {
  kind: 'proposal' | 'person' | 'organisation' | 'call' | 'pledge' | 'notification';
  id: string;
}

export interface CommandScope {
  trx: Trx;
  actor: Actor;
  /** Step five: states what happened, in the same transaction as the rows that say so. */
  append<T extends EventType>(
    aggregate: Aggregate,
    type: T,
    payload: EventOf<T>,
  ): Promise<Appended>;
}

/** One transaction in which every policy of the database sees this actor and nobody else. */
export function withActor<T>(db: Db, actor: Actor, work: (trx: Trx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (trx) => {
    const system = actor.kind === 'system' ? 'on' : '';
    await sql`select set_config('samspel.person', ${personIdOf(actor) ?? ''}, true), set_config('samspel.system', ${system}, true)`.execute(
      trx,
    );
    return work(trx);
  });
}

/**
 * Lets one step of a person's transaction act as the system, where the rows are not the person's yet:
 * an invitation found by its token, a proposal in the moment of its making. The caller has decided
 * before it asks, and says so by a narrow `work`.
 */
export async function elevated<T>(trx: Trx, work: () => Promise<T>): Promise<T> {
  const { rows } = await sql<{ before: string | null }>`
    select current_setting('samspel.system', true) as before, set_config('samspel.system', 'on', true)`.execute(
    trx,
  );
  try {
    return await work();
  } finally {
    // A statement's error has ended the transaction already; then there is nothing to set back.
    await sql`select set_config('samspel.system', ${rows[0]?.before ?? ''}, true)`
      .execute(trx)
      .catch(() => {});
  }
}

/**
 * Runs a command: load with lock, authorize, decide, store, append. All of it is one transaction; the
 * hint that wakes the relay goes out after the commit, and losing it costs one polling interval.
 */
export async function runCommand<T>(
  context: Context,
  work: (scope: CommandScope) => Promise<T>,
): Promise<T> {
  let appended = 0;
  const result = await retryOnDeadlock(() => {
    appended = 0;
    return withActor(context.db, context.actor, (trx) =>
      work({
        trx,
        actor: context.actor,
        append: (aggregate, type, payload) => {
          appended += 1;
          return appendTyped(trx, context.actor, aggregate, type, payload);
        },
      }),
    );
  });
  if (appended > 0) void context.bus.publish(topics.outbox, {});
  return result;
}

/** The event of a step that has a transaction but no command scope of its own. */
export function appendTyped<T extends EventType>(
  trx: Trx,
  actor: Actor,
  aggregate: Aggregate,
  type: T,
  payload: EventOf<T>,
): Promise<Appended> {
  return appendEvent(trx, {
    aggregateKind: aggregate.kind,
    aggregateId: aggregate.id,
    type,
    payload: parseEvent(type, payload) as JsonObject,
    actorId: personIdOf(actor),
  });
}

const DEADLOCK = '40P01';

// Deadlock victims have done nothing: the same command may simply run again.
async function retryOnDeadlock<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      if (code !== DEADLOCK || tries === 3) throw error;
    }
  }
}
