import type { JsonObject } from '@samspel/platform/json';
import type { ColumnType, Generated } from 'kysely';

export interface AggregateTable {
  id: string;
  kind: string;
  version: Generated<number>;
  head: Buffer | null;
}

export interface EventTable {
  id: string;
  aggregateId: string;
  aggregateKind: string;
  version: number;
  type: string;
  payload: ColumnType<JsonObject, string, never>;
  actorId: string | null;
  at: Date;
  prevHash: Buffer | null;
  hash: Buffer;
  publishedAt: Date | null;
}

export interface EventDeliveryTable {
  eventId: string;
  handler: string;
  createdAt: Generated<Date>;
  attempts: Generated<number>;
  lastError: string | null;
  handledAt: Date | null;
  parkedAt: Date | null;
}
