import * as encoding from 'lib0/encoding';
import { ByteReader, Malformed } from '../../protocol/byte-reader.ts';

/** Words of the standard y-websocket protocol. */
export const messageSync = 0;
export const messageAwareness = 1;
const messageAuth = 2;
export const messageQueryAwareness = 3;
export const syncStep1 = 0;
export const syncStep2 = 1;
export const syncUpdate = 2;

export function syncMessage(step: number, bytes: Uint8Array): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, messageSync);
  encoding.writeVarUint(out, step);
  encoding.writeVarUint8Array(out, bytes);
  return encoding.toUint8Array(out);
}

export function authDenied(reason: string): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, messageAuth);
  encoding.writeVarUint(out, 0);
  encoding.writeVarString(out, reason);
  return encoding.toUint8Array(out);
}

/** @throws {Malformed} */
export function readStateVector(bytes: Uint8Array): Map<number, number> {
  const reader = new ByteReader(bytes);
  const vector = new Map<number, number>();
  for (let left = reader.count(); left > 0; left--) vector.set(reader.uint(), reader.uint());
  if (!reader.atEnd) throw new Malformed('trailing');
  return vector;
}

export function awarenessMessage(states: Uint8Array): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, messageAwareness);
  encoding.writeVarUint8Array(out, states);
  return encoding.toUint8Array(out);
}
