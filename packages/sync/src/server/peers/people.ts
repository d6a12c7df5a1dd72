import * as encoding from 'lib0/encoding';
import { ByteReader, Malformed } from '../../protocol/byte-reader.ts';

/** One person's presence, as its hub has written it. */
export interface RemoteState {
  client: number;
  clock: number;
  /** Whose it is; empty where nobody has said. */
  person: string;
  /** Null: no longer there. */
  json: string | null;
}

export type PeopleMessage =
  /** `everyone`: all that this hub has in the document; who is not among them is gone. */
  | { type: 'changes' | 'everyone'; hub: number; docId: number; states: RemoteState[] }
  /** Who is in these documents? */
  | { type: 'ask'; hub: number; docIds: number[] };

const version = 1;
const types = ['changes', 'everyone', 'ask'] as const;

export function encodePeople(message: PeopleMessage): Uint8Array {
  const out = encoding.createEncoder();
  const number = (value: number) => encoding.writeVarUint(out, value);
  for (const value of [version, types.indexOf(message.type), message.hub]) number(value);
  if (message.type === 'ask') {
    number(message.docIds.length);
    for (const id of message.docIds) number(id);
    return encoding.toUint8Array(out);
  }
  number(message.docId);
  number(message.states.length);
  for (const { client, clock, person, json } of message.states) {
    number(client);
    number(clock);
    encoding.writeVarString(out, person);
    encoding.writeVarString(out, json ?? '');
  }
  return encoding.toUint8Array(out);
}

/** @throws {Malformed} */
export function decodePeople(bytes: Uint8Array): PeopleMessage {
  const reader = new ByteReader(bytes);
  if (reader.uint() !== version) throw new Malformed('version');
  const type = types[reader.uint()];
  const hub = reader.uint();
  if (!type) throw new Malformed('opcode');
  if (type === 'ask') {
    return { type, hub, docIds: Array.from({ length: reader.count() }, () => reader.uint()) };
  }
  const docId = reader.uint();
  const states = Array.from({ length: reader.count() }, () => ({
    client: reader.uint(),
    clock: reader.uint(),
    person: reader.string(),
    json: reader.string() || null,
  }));
  return { type, hub, docId, states };
}
