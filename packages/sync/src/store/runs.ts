import * as encoding from 'lib0/encoding';
import { ByteReader } from '../protocol/byte-reader.ts';

export interface WrittenUpdate {
  /** Null: the server itself, or nobody in particular. */
  actorId: string | null;
  /** Yjs update, format V1. */
  data: Uint8Array;
}

/**
 * How a row of the log divides: what one commit adds to one document lies in one row, one update after
 * the other. A row of one update has no parts.
 */
export interface Run {
  /** Who wrote it; of several writers null, and the parts say who wrote which. */
  actorId: string | null;
  parts: Uint8Array | null;
}

const out = encoding.createEncoder();

/**
 * Parts: how many writers are listed, their ids, and per update its length. Where writers are listed, the
 * length stands behind the place of its writer in the list, counted from 1 (0: nobody).
 */
export function runOf(updates: readonly WrittenUpdate[]): Run {
  const actorId = updates[0]!.actorId;
  if (updates.length === 1) return { actorId, parts: null };
  out.cpos = 0;
  out.bufs = [];
  if (updates.every((update) => update.actorId === actorId)) {
    encoding.writeVarUint(out, 0);
    for (const { data } of updates) encoding.writeVarUint(out, data.length);
    return { actorId, parts: encoding.toUint8Array(out) };
  }
  const writers = [...new Set(updates.map((update) => update.actorId))].filter((id) => id !== null);
  encoding.writeVarUint(out, writers.length);
  for (const writer of writers) encoding.writeVarString(out, writer);
  for (const update of updates) {
    encoding.writeVarUint(out, update.actorId === null ? 0 : writers.indexOf(update.actorId) + 1);
    encoding.writeVarUint(out, update.data.length);
  }
  return { actorId: null, parts: encoding.toUint8Array(out) };
}

/** The writers that parts list; none where the row names the one writer of all. @throws {Malformed} */
export function writersIn(parts: Uint8Array): string[] {
  return readWriters(new ByteReader(parts));
}

function readWriters(reader: ByteReader): string[] {
  const writers: string[] = [];
  for (let left = reader.count(); left > 0; left--) writers.push(reader.string());
  return writers;
}

/** Reads the lengths of a run's updates, and who wrote each where that differs. @throws {Malformed} */
export function readParts(
  reader: ByteReader,
  updates: number,
): { lengths: number[]; writers: (string | null)[] | null } {
  const listed: (string | null)[] = [null, ...readWriters(reader)];
  const lengths: number[] = [];
  const writers: (string | null)[] | null = listed.length > 1 ? [] : null;
  for (let i = 0; i < updates; i++) {
    writers?.push(listed[reader.uint()] ?? null);
    lengths.push(reader.uint());
  }
  return { lengths, writers };
}

/** The updates of one row. @throws {Malformed} */
export function updatesOf(
  data: Uint8Array,
  updates: number,
  { actorId, parts }: Run,
): WrittenUpdate[] {
  if (parts === null) return [{ actorId, data }];
  const { lengths, writers } = readParts(new ByteReader(parts), updates);
  let from = 0;
  return lengths.map((length, i) => {
    const update = data.subarray(from, from + length);
    from += length;
    return { actorId: writers ? writers[i]! : actorId, data: update };
  });
}
