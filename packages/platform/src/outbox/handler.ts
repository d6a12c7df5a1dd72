import type { Transaction } from 'kysely';
import type { Config } from '../config.ts';
import type { Files } from '../files/files.ts';
import type { Logger } from '../log.ts';
import type { StoredEvent } from './event.ts';

export interface HandlerContext {
  log: Logger;
  config: Config;
  /** Content-addressed, so storing a file again is storing it once. */
  files: Files;
  /** 1 on the first try */
  attempt: number;
}

/**
 * A consequence of an event. It runs inside one transaction, as the system, together with the row that
 * says it is done: whatever it writes through `trx` happens once. It acts on present truth; the event is
 * a wake-up. It must not reach outside the database: a mail is a row that the worker delivers.
 */
export interface Handler<DB = unknown, Event extends StoredEvent = StoredEvent> {
  /** Unique among all handlers, kebab-case; it names the delivery's row and job for ever. */
  name: string;
  handle(trx: Transaction<DB>, event: Event, context: HandlerContext): Promise<void>;
}

/** Every event type with its handlers; nobody listening is written as `[]`. */
export type Handlers<DB = unknown> = Record<string, readonly Handler<DB>[]>;
