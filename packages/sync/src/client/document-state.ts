import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { Writing } from './writings.ts';

export type Connection = 'online' | 'connecting' | 'offline';
export type Access = 'write' | 'read' | 'none';

/**
 * Why the server did not take edits: the document was frozen, the right was withdrawn, or the bytes
 * themselves (or what they build on) were not accepted.
 */
export type RefusalReason = 'frozen' | 'revoked' | 'invalid';

export interface DocumentState {
  /** Everything the server had when we connected has arrived. Stays true while the line is down. */
  synced: boolean;
  /** A copy that this device kept stands in until the server's own has come. */
  kept: boolean;
  connection: Connection;
  /**
   * What the server last said; 'read' until it has said anything, unless edits wait on this device, and where
   * this page is outdated.
   */
  access: Access;
  /** Reason of the freeze, null when not frozen. */
  frozen: string | null;
  /** The page is older than the document: who may write has to load it anew, and what waits is kept until then. */
  outdated: boolean;
  /** Local edits that are not acknowledged: being sent, or waiting on this device. Refused ones excluded. */
  unsaved: number;
  /** Server time (ms) of the last acknowledged edit of this device. */
  lastSavedAt: number | null;
  /** Edits that the server refused and that still lie on this device, until taken, discarded or resent. */
  refused: { reason: RefusalReason; count: number } | null;
  /** Rises when `doc` and `awareness` were replaced (refused edits taken out): bind editors anew. */
  generation: number;
}

export interface OpenDocument {
  readonly name: string;
  /** Everything: confirmed by the server plus what is still on its way. Replaced when `generation` rises. */
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly state: DocumentState;
  subscribe(listener: () => void): () => void;
  /** Gives the document up; the last one who does ends it once its edits are acknowledged. */
  close(): void;
  /** A fresh copy of what the server has acknowledged: what a reader elsewhere sees. */
  confirmedDocument(): Y.Doc;
  /** A fresh copy of the confirmed state plus all that was not taken (refused and unsent). */
  unsentDocument(): Y.Doc;
  /** Of what was not taken, what that document does not show: where it stood is gone, or may not be read. */
  unsentBeyond(shown: Y.Doc): Writing[];
  /** The refused updates; `doc` goes back to what the server has, this device forgets them. */
  takeRefused(): Uint8Array[];
  /** From which clock on, by clientID, edits of this device (other lives of the page included) are unsent. */
  unsentClocks(): ReadonlyMap<number, number>;
  /** Keeps the whole document on this device (encrypted) from now on, or forgets the copy. */
  keep(yes: boolean): void;
  /** As `takeRefused`, for those who do not want them. */
  discardRefused(): void;
  /** Offers refused edits again, e.g. after a thaw. They stay refused if the server still says no. */
  resendRefused(): void;
}

/** A document whose author has refused edits, whether a screen shows it or not. */
export type RefusedDocument = Pick<
  OpenDocument,
  | 'name'
  | 'state'
  | 'confirmedDocument'
  | 'unsentDocument'
  | 'unsentBeyond'
  | 'discardRefused'
  | 'resendRefused'
>;

export interface OpenOptions {
  /** Keep the whole document on this device (encrypted), so that it can be read after a reload offline. */
  keep?: boolean;
  /** False where the server has said that it has no snapshot of it: then none is asked for. */
  packed?: boolean;
  /** The server is asked only once this has settled: what a screen shows comes before what it counts. */
  after?: Promise<unknown>;
}

export interface ClientState {
  connection: Connection;
  /** Sum over all documents, documents that no screen shows included. */
  unsaved: number;
  /** Of the unsaved, those that wait for a newer page. */
  heldBack: number;
  /** Refused edits that wait for a decision, over all documents. */
  refused: number;
  /** Server time (ms) of the last acknowledged edit. */
  savedAt: number | null;
  /** Server clock minus this device's clock; 0 until known. */
  clockOffsetMs: number;
}
