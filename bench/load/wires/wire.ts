import type { Address } from '../raw-socket.ts';

/** What a client hears, whatever the protocol calls it. */
export interface Listener {
  /** The document's state is here. */
  synced(): void;
  update(update: Uint8Array): void;
  cursors(states: Uint8Array): void;
  /** The first so many messages with edits are told to be saved. */
  saved(messages: number): void;
}

/** One client's conversation about one document in one protocol. */
export interface Wire {
  address(port: number): Address;
  opened(): void;
  heard(payload: Uint8Array): void;
  /** The n-th message with edits, n from 1. */
  edit(update: Uint8Array, n: number): Uint8Array;
  move(states: Uint8Array): Uint8Array;
}

export interface WireNeeds {
  room: string;
  clientId: number;
  send(payload: Uint8Array): void;
  listener: Listener;
  /** What is in hand already, where the protocol can go on from it. */
  begin?: Promise<Beginning>;
}

export interface Beginning {
  since: number;
  incarnation: string;
}

export type Protocol = 'native' | 'yjs' | 'y-websocket' | 'hocuspocus' | 'relay';
