const finalBinary = 0x82;

/**
 * Messages of a server as they go over the wire: RFC 6455, section 5.2, one unmasked final binary frame
 * each. No extension is negotiated, so nothing else may stand in the header.
 */
export function framed(messages: readonly (readonly Uint8Array[])[]): Buffer {
  let size = 0;
  for (const pieces of messages) {
    const length = lengthOf(pieces);
    size += headerSize(length) + length;
  }
  const out = Buffer.allocUnsafe(size);
  let at = 0;
  for (const pieces of messages) {
    at = writeHeader(out, at, lengthOf(pieces));
    for (const piece of pieces) {
      out.set(piece, at);
      at += piece.length;
    }
  }
  return out;
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  return length;
}

const headerSize = (length: number) => (length < 126 ? 2 : length < 65_536 ? 4 : 10);

function writeHeader(out: Buffer, at: number, length: number): number {
  out[at] = finalBinary;
  if (length < 126) {
    out[at + 1] = length;
    return at + 2;
  }
  if (length < 65_536) {
    out[at + 1] = 126;
    return out.writeUInt16BE(length, at + 2);
  }
  out[at + 1] = 127;
  return out.writeBigUInt64BE(BigInt(length), at + 2);
}
