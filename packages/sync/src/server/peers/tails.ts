import * as encoding from 'lib0/encoding';
import { ByteReader, Malformed } from '../../protocol/byte-reader.ts';
import { limits as defaultLimits, type Limits } from '../../protocol/limits.ts';

/** What a hub has just committed to one document. */
export interface Tail {
  docId: number;
  /** It follows this number. */
  from: number;
  to: number;
  /** Null: too large to travel, to be read from the log. */
  updates: Uint8Array[] | null;
}

export interface TailMessage {
  hub: number;
  /** Database time of the commit, ms. */
  at: number;
  tails: Tail[];
}

type TailLimits = Pick<Limits, 'inlineTailBytes' | 'inlineMessageBytes'>;

// Hubs of two versions meet during an upgrade: what one does not understand counts as lost.
const version = 1;

/** Larger ones travel by number alone. */
export function encodeTails(
  { hub, at, tails }: TailMessage,
  { inlineTailBytes, inlineMessageBytes }: TailLimits = defaultLimits,
): Uint8Array {
  const out = encoding.createEncoder();
  const number = (value: number) => encoding.writeVarUint(out, value);
  for (const value of [version, hub, at, tails.length]) number(value);
  for (const { docId, from, to, updates } of tails) {
    for (const value of [docId, from, to]) number(value);
    const bytes = updates?.reduce((sum, update) => sum + update.length, 0) ?? 0;
    const inline = bytes <= inlineTailBytes && encoding.length(out) + bytes < inlineMessageBytes;
    number(updates && inline ? 1 : 0);
    if (updates && inline) for (const each of updates) encoding.writeVarUint8Array(out, each);
  }
  return encoding.toUint8Array(out);
}

/** @throws {Malformed} */
export function decodeTails(bytes: Uint8Array): TailMessage {
  const reader = new ByteReader(bytes);
  if (reader.uint() !== version) throw new Malformed('version');
  const message: TailMessage = { hub: reader.uint(), at: reader.uint(), tails: [] };
  for (let left = reader.count(); left > 0; left--) {
    const [docId, from, to] = [reader.uint(), reader.uint(), reader.uint()];
    if (to <= from) throw new Malformed('tail');
    const inline = reader.uint() === 1;
    if (inline && to - from > bytes.length) throw new Malformed('tail');
    const updates = inline ? Array.from({ length: to - from }, () => reader.slice()) : null;
    message.tails.push({ docId, from, to, updates });
  }
  if (!reader.atEnd) throw new Malformed('trailing');
  return message;
}
