import { type EventType, eventTypes } from '@samspel/domain/events';
import type { Handler } from '@samspel/platform/outbox/handler';
import type { Database } from './database.ts';

type Listeners = Record<EventType, readonly Handler<Database>[]>;

/** Who listens to what. An event that nobody listens to is written as []. */
const nobody: readonly Handler<Database>[] = [];

export const handlers = Object.fromEntries(eventTypes.map((type) => [type, nobody])) as Listeners;
