import type { Limits } from './limits.ts';

/** Bytes that are not what the protocol allows. `reason` is a fixed word: safe to send and to log. */
export class Malformed extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`malformed: ${reason}`);
    this.name = 'Malformed';
    this.reason = reason;
  }
}

/**
 * Walks over the encoding of lib0 without building values. Unlike lib0's decoder it fails on every
 * read beyond the end, and never allocates by a length that the sender claims.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  pos = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get atEnd(): boolean {
    return this.pos === this.bytes.length;
  }

  byte(): number {
    const value = this.bytes[this.pos];
    if (value === undefined) throw new Malformed('truncated');
    this.pos += 1;
    return value;
  }

  uint(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let factor = 128; ; factor *= 128) {
      const next = this.byte();
      value += (next & 0x7f) * factor;
      if (value > Number.MAX_SAFE_INTEGER) throw new Malformed('number');
      if (next < 0x80) return value;
    }
  }

  skip(count: number): void {
    if (count > this.bytes.length - this.pos) throw new Malformed('truncated');
    this.pos += count;
  }

  /** Passes over a signed variable-length integer. */
  skipInt(): void {
    let next = this.byte();
    let value = next & 0x3f;
    for (let factor = 64; next >= 0x80; factor *= 128) {
      next = this.byte();
      value += (next & 0x7f) * factor;
      if (value > Number.MAX_SAFE_INTEGER) throw new Malformed('number');
    }
  }

  /** A length-prefixed slice, not copied. */
  slice(): Uint8Array {
    const length = this.uint();
    const from = this.pos;
    this.skip(length);
    return this.bytes.subarray(from, this.pos);
  }

  /** Passes over a string and answers its length in UTF-16 units, as Yjs counts. */
  skipString(): number {
    const length = this.uint();
    const from = this.pos;
    this.skip(length);
    return utf16Length(this.bytes, from, this.pos);
  }

  string(): string {
    const length = this.uint();
    const from = this.pos;
    this.skip(length);
    utf16Length(this.bytes, from, this.pos);
    return utf8.decode(this.bytes.subarray(from, this.pos));
  }

  /** Passes over one value of lib0's Any encoding. */
  skipAny(limits: Pick<Limits, 'valueDepth'>, depth = 1): void {
    if (depth > limits.valueDepth) throw new Malformed('depth');
    switch (this.byte()) {
      case 127: // undefined
      case 126: // null
      case 121: // false
      case 120: // true
        return;
      case 125:
        this.skipInt();
        return;
      case 124:
        this.skip(4);
        return;
      case 123: // float64
      case 122: // bigint
        this.skip(8);
        return;
      case 119:
        this.skipString();
        return;
      case 118: {
        for (let left = this.count(); left > 0; left--) {
          this.skipString();
          this.skipAny(limits, depth + 1);
        }
        return;
      }
      case 117: {
        for (let left = this.count(); left > 0; left--) this.skipAny(limits, depth + 1);
        return;
      }
      case 116:
        this.skip(this.uint());
        return;
      default:
        throw new Malformed('value');
    }
  }

  /** A number of things that follow, each of at least one byte. */
  count(): number {
    const count = this.uint();
    if (count > this.bytes.length - this.pos) throw new Malformed('count');
    return count;
  }
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Length in UTF-16 units; fails on what is not UTF-8, as a strict decoder would. */
function utf16Length(bytes: Uint8Array, from: number, to: number): number {
  let units = 0;
  let i = from;
  while (i < to) {
    const lead = bytes[i]!;
    if (lead < 0x80) {
      i += 1;
      units += 1;
      continue;
    }
    const width = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || i + width > to) throw new Malformed('text');
    const second = bytes[i + 1]!;
    // Overlong forms, surrogates and code points above U+10FFFF show in the second byte.
    const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high) throw new Malformed('text');
    for (let k = 2; k < width; k++) {
      if ((bytes[i + k]! & 0xc0) !== 0x80) throw new Malformed('text');
    }
    i += width;
    units += width === 4 ? 2 : 1;
  }
  return units;
}
