import * as encoding from 'lib0/encoding';
import { ByteReader, Malformed } from './byte-reader.ts';
import type { AccessMode, NackCode, Reply } from './frames.ts';

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
  // The frames of version 1 and one number more: where nothing is lacking, those of version 1 say it all.
  subscribedOutdated: 12,
  epochOutdated: 13,
} as const;

const accessModes: readonly AccessMode[] = ['none', 'read', 'write'];
// So that null and the empty string differ.
const nothing = '\u0000';

// Made once: a buffer for each small frame costs more than what is written into it.
const scratch = encoding.createEncoder();
const scratchBytes = new Uint8Array(4096);

// Frames are made by the thousand and live for a moment: one allocation for many of them.
const slabBytes = 64 * 1024;
let slab = new Uint8Array(slabBytes);
let slabUsed = 0;

function emptied(): encoding.Encoder {
  scratch.cbuf = scratchBytes;
  scratch.cpos = 0;
  scratch.bufs = [];
  return scratch;
}

function written(out: encoding.Encoder): Uint8Array {
  if (out.bufs.length > 0) return encoding.toUint8Array(out);
  const size = out.cpos;
  if (size > slabBytes - slabUsed) {
    slab = new Uint8Array(slabBytes);
    slabUsed = 0;
  }
  const frame = slab.subarray(slabUsed, slabUsed + size);
  for (let i = 0; i < size; i++) frame[i] = scratchBytes[i]!;
  slabUsed += size;
  return frame;
}

export function encodeReply(frame: Reply): Uint8Array {
  const out = emptied();
  const number = (value: number) => encoding.writeVarUint(out, value);
  const text = (value: string) => encoding.writeVarString(out, value);
  number(typeOf(frame));
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
      if (frame.needs !== null) number(frame.needs);
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
      if (frame.needs !== null) number(frame.needs);
      break;
    case 'pong':
      number(frame.nonce);
      number(frame.now);
      break;
    case 'synced':
      number(frame.handle);
      number(frame.to);
  }
  return written(out);
}

function typeOf(frame: Reply): number {
  if (frame.type === 'subscribed' && frame.needs !== null) return replyTypes.subscribedOutdated;
  if (frame.type === 'epoch' && frame.needs !== null) return replyTypes.epochOutdated;
  return replyTypes[frame.type];
}

/** How a batch of so many updates begins; they follow as `encodeBatchBody` has them. */
export function encodeBatchHead(
  handle: number,
  from: number,
  to: number,
  count: number,
): Uint8Array {
  const out = emptied();
  for (const value of [replyTypes.batch, handle, from, to, count]) {
    encoding.writeVarUint(out, value);
  }
  return written(out);
}

/** The updates of a batch without its head, and where each of them ends. */
export function encodeBatchBody(updates: readonly Uint8Array[]): {
  body: Uint8Array;
  ends: number[];
} {
  let size = 0;
  for (const { length } of updates) size += lengthSize(length) + length;
  const body = new Uint8Array(size);
  const ends: number[] = [];
  let at = 0;
  for (const update of updates) {
    let { length } = update;
    for (; length > 0x7f; length = Math.floor(length / 128)) body[at++] = (length & 0x7f) | 0x80;
    body[at++] = length;
    body.set(update, at);
    at += update.length;
    ends.push(at);
  }
  return { body, ends };
}

function lengthSize(length: number): number {
  let size = 1;
  for (let rest = length; rest > 0x7f; rest = Math.floor(rest / 128)) size += 1;
  return size;
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
  const type = reader.uint();
  switch (type) {
    case replyTypes.welcome:
      return { type: 'welcome', version: number(), now: number() };
    case replyTypes.subscribed:
    case replyTypes.subscribedOutdated:
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
        needs: type === replyTypes.subscribed ? null : number(),
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
    case replyTypes.epochOutdated:
      return {
        type: 'epoch',
        handle: number(),
        epoch: number(),
        access: access(),
        frozen: frozen(),
        needs: type === replyTypes.epoch ? null : number(),
      };
    case replyTypes.pong:
      return { type: 'pong', nonce: number(), now: number() };
    case replyTypes.synced:
      return { type: 'synced', handle: number(), to: number() };
    default:
      throw new Malformed('opcode');
  }
}
