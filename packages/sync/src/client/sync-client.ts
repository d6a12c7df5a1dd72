import type { ClientState, OpenDocument, OpenOptions } from './document-state.ts';
import type { OutboxStore } from './outbox-store.ts';

export interface SyncClientOptions {
  /** e.g. wss://host/sync */
  url: string;
  /** Asked before every connection: tickets open one socket. Its rejection is tried again with back-off. */
  ticket: () => Promise<string>;
  personId: string;
  /** Durable store of unsent edits (`openIndexedDbOutbox(personId)`); in memory when left out. */
  outbox?: OutboxStore;
}

export declare class SyncClient {
  constructor(options: SyncClientOptions);
  readonly state: ClientState;
  subscribe(listener: () => void): () => void;
  /** Reference-counted: the same document is shared until everyone has closed it. */
  open(name: string, options?: OpenOptions): OpenDocument;
  /** Closes the socket and wipes what this device remembers, unsent edits included. */
  signOut(): Promise<void>;
  /** Closes the socket; what is unsent stays on the device. */
  close(): Promise<void>;
  /** For tests: cut the line and stay offline until resumed. */
  pause(): void;
  resume(): void;
}
