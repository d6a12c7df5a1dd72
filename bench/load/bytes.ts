const utf8 = new TextEncoder();
const utf8Decoder = new TextDecoder();

/** lib0's encoding, as far as the protocols need it. */
export class Writer {
  #bytes = new Uint8Array(64);
  #length = 0;

  uint(value: number): this {
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.byte(0x80 | (rest & 0x7f));
    return this.byte(rest);
  }

  byte(value: number): this {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  bytes(bytes: Uint8Array): this {
    return this.uint(bytes.length).raw(bytes);
  }

  string(text: string): this {
    return this.bytes(utf8.encode(text));
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

export class Reader {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.at >= this.#bytes.length;
  }

  uint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined) throw new Error('a message ends too early');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  /** Not copied. */
  bytes(): Uint8Array {
    const length = this.uint();
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  string(): string {
    return utf8Decoder.decode(this.bytes());
  }
}
