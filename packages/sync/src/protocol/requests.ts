import * as encoding from 'lib0/encoding';
import { ByteReader, Malformed } from './byte-reader.ts';
import type { Request } from './frames.ts';
import type { Shapes } from './shapes.ts';

const requestTypes = {
  hello: 1,
  subscribe: 2,
  unsubscribe: 3,
  update: 4,
  awareness: 5,
  ping: 6,
} as const;

export function encodeRequest(frame: Request): Uint8Array {
  const out = encoding.createEncoder();
  const number = (value: number) => encoding.writeVarUint(out, value);
  number(requestTypes[frame.type]);
  switch (frame.type) {
    case 'hello':
      number(frame.version);
      encoding.writeVarString(out, frame.ticket);
      if (frame.version > 1) writeShapes(out, frame.shapes ?? new Map());
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

function writeShapes(out: encoding.Encoder, shapes: Shapes): void {
  encoding.writeVarUint(out, shapes.size);
  for (const [kind, shape] of shapes) {
    encoding.writeVarString(out, kind);
    encoding.writeVarUint(out, shape);
  }
}

/** All frames of one message, each when the one before is done with. @throws {Malformed} */
export function* decodeRequests(message: Uint8Array): Generator<Request> {
  const reader = new ByteReader(message);
  while (!reader.atEnd) yield decodeRequest(reader);
}

function decodeRequest(reader: ByteReader): Request {
  switch (reader.uint()) {
    case requestTypes.hello:
      return decodeHello(reader);
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

function decodeHello(reader: ByteReader): Request {
  const hello = { type: 'hello', version: reader.uint(), ticket: reader.string() } as const;
  if (hello.version < 2) return hello;
  const shapes = new Map<string, number>();
  for (let left = reader.count(); left > 0; left--) shapes.set(reader.string(), reader.uint());
  return { ...hello, shapes };
}
