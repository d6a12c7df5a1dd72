import { inflateRawSync } from 'node:zlib';
import { importLimits } from '@samspel/domain/exchange/imported-file';
import { FileRefused } from './file-refused.ts';

interface Entry {
  name: string;
  method: number;
  packed: number;
  unpacked: number;
  /** Of its local header. */
  offset: number;
}

export interface Archive {
  names: readonly string[];
  /** A part unpacked; null where there is none of that name. Reading all of them costs at most the limit. */
  read(name: string): Buffer | null;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;

/**
 * The directory of a ZIP file. What a part says of its size is judged before anything of it is unpacked,
 * and unpacking stops where it said something else.
 */
export function openArchive(bytes: Buffer): Archive {
  const entries = new Map(directoryOf(bytes).map((entry) => [entry.name, entry]));
  let left: number = importLimits.unpackedBytes;
  return {
    names: [...entries.keys()],
    read(name) {
      const entry = entries.get(name);
      if (!entry) return null;
      if (entry.unpacked > left) {
        throw new FileRefused(
          entry.unpacked > entry.packed * importLimits.ratio ? 'zip_bomb' : 'too_large',
        );
      }
      const unpacked = unpack(bytes, entry);
      left -= unpacked.length;
      return unpacked;
    },
  };
}

function directoryOf(bytes: Buffer): Entry[] {
  const end = endOf(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > importLimits.entries) throw new FileRefused('zip_bomb');
  const entries: Entry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let read = 0; read < count; read++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY) {
      throw new FileRefused('damaged');
    }
    if (bytes.readUInt16LE(at + 8) & 1) throw new FileRefused('encrypted');
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
    const entry = {
      name: bytes.toString('utf8', at + 46, nameEnd).replaceAll('\\', '/'),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      unpacked: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    };
    entries.push(withLongSizes(entry, bytes.subarray(nameEnd, extraEnd)));
    at = extraEnd + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function endOf(bytes: Buffer): number {
  const last = bytes.length - 22;
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
    if (bytes.readUInt32LE(at) === END) return at;
  }
  throw new FileRefused('damaged');
}

/** Some programs write sizes as 64 bits, however small they are. */
function withLongSizes(entry: Entry, extra: Buffer): Entry {
  const long = { ...entry };
  for (let at = 0; at + 4 <= extra.length; ) {
    const size = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      let field = at + 4;
      for (const key of ['unpacked', 'packed', 'offset'] as const) {
        if (entry[key] !== 0xffffffff || field + 8 > extra.length) continue;
        long[key] = Number(extra.readBigUInt64LE(field));
        field += 8;
      }
    }
    at += 4 + size;
  }
  return long;
}

function unpack(bytes: Buffer, { offset, packed, unpacked, method }: Entry): Buffer {
  if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== LOCAL) {
    throw new FileRefused('damaged');
  }
  const begin = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  const data = bytes.subarray(begin, begin + packed);
  if (data.length !== packed) throw new FileRefused('damaged');
  if (method === 0) return data;
  if (method !== 8) throw new FileRefused('damaged');
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(unpacked, 1) });
  } catch (error) {
    const lied = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    throw new FileRefused(lied ? 'zip_bomb' : 'damaged');
  }
}
