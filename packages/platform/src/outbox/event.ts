import type { JsonObject } from '../json.ts';

/** What a command states: the event's version and time are given by the log. */
export interface NewEvent {
  aggregateKind: string;
  aggregateId: string;
  /** noun.past_participle */
  type: string;
  /** Plain JSON; ids rather than what they point at, and nothing secret: it is kept for ever. */
  payload: object;
  /** The acting person; null when the system acted. */
  actorId: string | null;
}

export interface StoredEvent<Type extends string = string, Payload = JsonObject> {
  id: string;
  aggregateKind: string;
  aggregateId: string;
  /** 1, 2, 3 ... without gaps inside its aggregate */
  version: number;
  type: Type;
  payload: Payload;
  actorId: string | null;
  at: Date;
  prevHash: Buffer | null;
  hash: Buffer;
}
