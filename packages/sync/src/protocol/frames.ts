import type { Shapes } from './shapes.ts';

export const closeCodes = {
  /** Restarting: come back with jitter. */
  restart: 1012,
  fault: 1011,
  malformed: 4400,
  /** Ticket or token is missing, used or too old; or the person was signed out. */
  unauthenticated: 4401,
  /** The right to the document (y-websocket: one socket, one document) is gone. */
  forbidden: 4403,
  greetingTimeout: 4408,
  tooManySockets: 4409,
  rate: 4429,
} as const;

export type AccessMode = 'none' | 'read' | 'write';

/**
 * Why an update was not taken. `busy`: try again after opening the document anew. `outdated`, since
 * version 2: a newer editor may send it.
 */
export type NackCode =
  | 'frozen'
  | 'revoked'
  | 'outdated'
  | 'invalid'
  | 'gap'
  | 'foreign'
  | 'too_large'
  | 'busy';

/** From client to server. */
export type Request =
  | {
      type: 'hello';
      version: number;
      ticket: string;
      /** Since version 2; left out, the client knows the first shapes alone. */
      shapes?: Shapes;
    }
  | {
      type: 'subscribe';
      request: number;
      name: string;
      /** Everything up to this sequence number is already there. */
      since: number;
      /** Of the document that `since` counts; empty when nothing is there. */
      incarnation: string;
      /** Of this connection, `clientIdsPerSeat` at most: bound to the person before anyone else can see and claim them. */
      clientIds: number[];
    }
  | { type: 'unsubscribe'; handle: number }
  | { type: 'update'; handle: number; message: number; update: Uint8Array }
  | { type: 'awareness'; handle: number; states: Uint8Array }
  | { type: 'ping'; nonce: number };

/** From server to client. */
export type Reply =
  | { type: 'welcome'; version: number; now: number }
  | {
      type: 'subscribed';
      request: number;
      handle: number;
      incarnation: string;
      head: number;
      /** The updates that follow begin after this number; 0 when `since` could not be used. */
      since: number;
      epoch: number;
      access: AccessMode;
      frozen: string | null;
      /**
       * The document's shape, where the client's editor understands older ones only: then it takes part as
       * a reader, whatever the person may. Never said in version 1.
       */
      needs: number | null;
    }
  /** Request 0 is nobody's: presence was not shown because it is too much. */
  | { type: 'denied'; request: number; code: string }
  | { type: 'batch'; handle: number; from: number; to: number; updates: Uint8Array[] }
  /** All messages up to `message` are durable (or were refused by a nack before); all up to `to` was sent. */
  | { type: 'ack'; handle: number; message: number; to: number; at: number }
  | {
      type: 'nack';
      handle: number;
      message: number;
      code: NackCode;
      reason: string;
      /** For 'gap': the first clock of this clientID that the server does not have. */
      client: number;
      clock: number;
    }
  | { type: 'awareness'; handle: number; states: Uint8Array }
  | {
      type: 'epoch';
      handle: number;
      epoch: number;
      access: AccessMode;
      frozen: string | null;
      needs: number | null;
    }
  | { type: 'pong'; nonce: number; now: number }
  /** Everything that the server had at subscription has been sent. */
  | { type: 'synced'; handle: number; to: number };
