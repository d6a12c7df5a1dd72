import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipPart {
  name: string;
  text: string;
}

// 1 January 1980, the first day that a ZIP file can name: the same content gives the same bytes.
const DAY = 0x0021;
const UTF8 = 0x0800;

export function writeZip(parts: readonly ZipPart[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text } of parts) {
    const data = Buffer.from(text, 'utf8');
    const packed = deflateRawSync(data);
    const title = Buffer.from(name, 'utf8');
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(UTF8, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt16LE(DAY, 8);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(title.length, 22);
    const body = [signed(0x04034b50), common, title, packed];
    const where = Buffer.alloc(14);
    where.writeUInt32LE(offset, 10);
    const entry = [signed(0x02014b50, 20), common, where, title];
    bodies.push(...body);
    directory.push(...entry);
    offset += sizeOf(body);
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(sizeOf(directory), 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, ...directory, signed(0x06054b50), end]);
}

function signed(signature: number, version?: number): Buffer {
  const bytes = Buffer.alloc(version === undefined ? 4 : 6);
  bytes.writeUInt32LE(signature, 0);
  if (version !== undefined) bytes.writeUInt16LE(version, 4);
  return bytes;
}

function sizeOf(buffers: readonly Buffer[]): number {
  return buffers.reduce((size, { length }) => size + length, 0);
}
