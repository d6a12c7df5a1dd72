import type { JsonValue } from '../json.ts';

export type Listener = (message: JsonValue, topic: string) => void;
export type BytesListener = (bytes: Uint8Array, topic: string) => void;

/** Call it to stop listening. `ready` resolves when messages published from then on will arrive. */
export interface Subscription {
  (): void;
  ready: Promise<void>;
}

/**
 * Carries hints between processes: at most once, unordered across topics, lost when nobody listens or the
 * line is cut. Whoever listens can rebuild from PostgreSQL, and does so after `onReconnect`.
 */
export interface Bus {
  /** Never rejects and never waits for a dead line: a lost hint only delays. */
  publish(topic: string, message: JsonValue): Promise<void>;
  subscribe(topic: string, listener: Listener): Subscription;
  /** As `publish`, for bytes of the publisher's own making. A topic carries either kind, never both. */
  publishBytes(topic: string, bytes: Uint8Array): Promise<void>;
  subscribeBytes(topic: string, listener: BytesListener): Subscription;
  /** False while hints are known to get lost. */
  readonly isUp: boolean;
  /** Called when the line is back after a cut, since hints may have been lost meanwhile. */
  onReconnect(listener: () => void): () => void;
  close(): Promise<void>;
}

export const topics = {
  /** Woken relay: `{}`, published by whoever committed an event. */
  outbox: 'outbox',
  /** Mail was queued: `{}`. */
  mail: 'mail',
  /** `{ aggregateId, version }`, published by the relay. */
  aggregate: (aggregateId: string) => `aggregate:${aggregateId}`,
} as const;
