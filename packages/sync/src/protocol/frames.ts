import * as encoding from 'lib0/encoding';
import { ByteReader, Malformed } from './byte-reader.ts';

/** Negotiated as WebSocket sub-protocol; HELLO repeats the number inside. */
export const subProtocol = 'samspel.sync.v1';
export const protocolVersion = 1;

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

/** Why an update was not taken. `busy`: try again after opening the document anew. */
export type NackCode = 'frozen' | 'revoked' | 'invalid' | 'gap' | 'foreign' | 'too_large' | 'busy';

/** From client to server. */
export type Request =
  | { type: 'hello'; version: number; ticket: string }
  | {
      type: 'subscribe';
      request: number;
      name: string;
      /** Everything up to this sequence number is already there. */
      since: number;
      /** Of the document that `since` counts; empty when nothing is there. */
      incarnation: string;
      /** Of this connection: bound to the person before anyone else can see and claim them. */
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
    }
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
  | { type: 'epoch'; handle: number; epoch: number; access: AccessMode; frozen: string | null }
  | { type: 'pong'; nonce: number; now: number }
  /** Everything that the server had at subscription has been sent. */
  | { type: 'synced'; handle: number; to: number };

const requestTypes = {
  hello: 1,
  subscribe: 2,
  unsubscribe: 3,
  update: 4,
  awareness: 5,
  ping: 6,
} as const;

const replyTypes = {
  welcome: 1,
  subscribed: 2,
  denied: 3,
  batch: 4,
  ack: 5,
  nack: 6,
  awareness: 7,
  epoch: 8,
  pong: 10,
  synced: 11,
} as const;

const accessModes: readonly AccessMode[] = ['none', 'read', 'write'];
// So that null and the empty string differ.
const nothing = '\u0000';

export function encodeRequest(frame: Request): Uint8Array {
  const out = encoding.createEncoder();
  const number = (value: number) => encoding.writeVarUint(out, value);
  number(requestTypes[frame.type]);
  switch (frame.type) {
    case 'hello':
      number(frame.version);
      encoding.writeVarString(out, frame.ticket);
      break;
    case 'subscribe':
      number(frame.request);
      encoding.writeVarString(out, frame.name);
      number(frame.since);
      encoding.writeVarString(out, frame.incarnation);
      number(frame.clientIds.length);
      for (const id of frame.clientIds) number(id);
      break;
    case 'unsubscribe':
      number(frame.handle);
      break;
    case 'update':
      number(frame.handle);
      number(frame.message);
      encoding.writeVarUint8Array(out, frame.update);
      break;
    case 'awareness':
      number(frame.handle);
      encoding.writeVarUint8Array(out, frame.states);
      break;
    case 'ping':
      number(frame.nonce);
  }
  return encoding.toUint8Array(out);
}

/** All frames of one message. @throws {Malformed} */
export function* decodeRequests(message: Uint8Array): Generator<Request> {
  const reader = new ByteReader(message);
  while (!reader.atEnd) yield decodeRequest(reader);
}

function decodeRequest(reader: ByteReader): Request {
  switch (reader.uint()) {
    case requestTypes.hello:
      return { type: 'hello', version: reader.uint(), ticket: reader.string() };
    case requestTypes.subscribe:
      return {
        type: 'subscribe',
        request: reader.uint(),
        name: reader.string(),
        since: reader.uint(),
        incarnation: reader.string(),
        clientIds: Array.from({ length: reader.count() }, () => reader.uint()),
      };
    case requestTypes.unsubscribe:
      return { type: 'unsubscribe', handle: reader.uint() };
    case requestTypes.update:
      return {
        type: 'update',
        handle: reader.uint(),
        message: reader.uint(),
        update: reader.slice(),
      };
    case requestTypes.awareness:
      return { type: 'awareness', handle: reader.uint(), states: reader.slice() };
    case requestTypes.ping:
      return { type: 'ping', nonce: reader.uint() };
    default:
      throw new Malformed('opcode');
  }
}

export function encodeReply(frame: Reply): Uint8Array {
  const out = encoding.createEncoder();
  const number = (value: number) => encoding.writeVarUint(out, value);
  const text = (value: string) => encoding.writeVarString(out, value);
  number(replyTypes[frame.type]);
  switch (frame.type) {
    case 'welcome':
      number(frame.version);
      number(frame.now);
      break;
    case 'subscribed':
      number(frame.request);
      number(frame.handle);
      text(frame.incarnation);
      number(frame.head);
      number(frame.since);
      number(frame.epoch);
      number(accessModes.indexOf(frame.access));
      text(frame.frozen ?? nothing);
      break;
    case 'denied':
      number(frame.request);
      text(frame.code);
      break;
    case 'batch':
      number(frame.handle);
      number(frame.from);
      number(frame.to);
      number(frame.updates.length);
      for (const update of frame.updates) encoding.writeVarUint8Array(out, update);
      break;
    case 'ack':
      number(frame.handle);
      number(frame.message);
      number(frame.to);
      number(frame.at);
      break;
    case 'nack':
      number(frame.handle);
      number(frame.message);
      text(frame.code);
      text(frame.reason);
      number(frame.client);
      number(frame.clock);
      break;
    case 'awareness':
      number(frame.handle);
      encoding.writeVarUint8Array(out, frame.states);
      break;
    case 'epoch':
      number(frame.handle);
      number(frame.epoch);
      number(accessModes.indexOf(frame.access));
      text(frame.frozen ?? nothing);
      break;
    case 'pong':
      number(frame.nonce);
      number(frame.now);
      break;
    case 'synced':
      number(frame.handle);
      number(frame.to);
  }
  return encoding.toUint8Array(out);
}

/** All frames of one message. @throws {Malformed} */
export function* decodeReplies(message: Uint8Array): Generator<Reply> {
  const reader = new ByteReader(message);
  while (!reader.atEnd) yield decodeReply(reader);
}

function decodeReply(reader: ByteReader): Reply {
  const number = () => reader.uint();
  const frozen = () => {
    const text = reader.string();
    return text === nothing ? null : text;
  };
  const access = () => accessModes[reader.uint()] ?? 'none';
  switch (reader.uint()) {
    case replyTypes.welcome:
      return { type: 'welcome', version: number(), now: number() };
    case replyTypes.subscribed:
      return {
        type: 'subscribed',
        request: number(),
        handle: number(),
        incarnation: reader.string(),
        head: number(),
        since: number(),
        epoch: number(),
        access: access(),
        frozen: frozen(),
      };
    case replyTypes.denied:
      return { type: 'denied', request: number(), code: reader.string() };
    case replyTypes.batch:
      return {
        type: 'batch',
        handle: number(),
        from: number(),
        to: number(),
        updates: Array.from({ length: reader.count() }, () => reader.slice()),
      };
    case replyTypes.ack:
      return { type: 'ack', handle: number(), message: number(), to: number(), at: number() };
    case replyTypes.nack:
      return {
        type: 'nack',
        handle: number(),
        message: number(),
        code: reader.string() as NackCode,
        reason: reader.string(),
        client: number(),
        clock: number(),
      };
    case replyTypes.awareness:
      return { type: 'awareness', handle: number(), states: reader.slice() };
    case replyTypes.epoch:
      return {
        type: 'epoch',
        handle: number(),
        epoch: number(),
        access: access(),
        frozen: frozen(),
      };
    case replyTypes.pong:
      return { type: 'pong', nonce: number(), now: number() };
    case replyTypes.synced:
      return { type: 'synced', handle: number(), to: number() };
    default:
      throw new Malformed('opcode');
  }
}
