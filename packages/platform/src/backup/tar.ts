/** An entry of a tar file (POSIX ustar), small enough to be held in memory. */
export interface TarEntry {
  name: string;
  content: Buffer;
}

const BLOCK = 512;
/** Larger content is cut into several entries by the writer, so a reader needs little memory. */
export const MAX_ENTRY_BYTES = 64 * 1024 * 1024;

export class NotATar extends Error {}

export function tarEntry({ name, content }: TarEntry): Buffer {
  return Buffer.concat([tarHeader(name, content.length), content, tarPadding(content.length)]);
}

/** What stands before the bytes of an entry, for content that is not held in memory. */
export function tarHeader(name: string, sizeBytes: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`the name ${name} is too long for a tar file`);
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number) =>
    `${value.toString(8).padStart(length - 1, '0')}\0`;
  header.write(name, 0);
  header.write(octal(0o600, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(sizeBytes, 12), 124);
  header.write(octal(0, 12), 136);
  header.write(' '.repeat(8), 148);
  header.write('0', 156);
  header.write('ustar\0', 257);
  header.write('00', 263);
  header.write(`${octal(checksum(header), 7)} `, 148);
  return header;
}

/** What stands after them. */
export function tarPadding(sizeBytes: number): Buffer {
  return Buffer.alloc((BLOCK - (sizeBytes % BLOCK)) % BLOCK);
}

export const tarEnd = (): Buffer => Buffer.alloc(2 * BLOCK);

function checksum(header: Buffer): number {
  let sum = 0;
  for (let at = 0; at < BLOCK; at += 1) sum += at >= 148 && at < 156 ? 32 : header[at]!;
  return sum;
}

const textAt = (header: Buffer, from: number, length: number): string => {
  const field = header.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.subarray(0, end === -1 ? length : end).toString('utf8');
};

/** Reads the entries of a tar stream one after the other; throws NotATar on anything else. */
export async function* readTar(stream: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const source = new Bytes(stream);
  for (;;) {
    const header = await source.take(BLOCK);
    if (header.every((byte) => byte === 0)) return;
    const sum = Number.parseInt(textAt(header, 148, 8), 8);
    if (sum !== checksum(header)) throw new NotATar('a header is damaged');
    const size = Number.parseInt(textAt(header, 124, 12), 8);
    if (!(size >= 0 && size <= MAX_ENTRY_BYTES)) throw new NotATar(`an entry claims ${size} bytes`);
    const content = await source.take(size);
    await source.take((BLOCK - (size % BLOCK)) % BLOCK);
    yield { name: textAt(header, 0, 100), content };
  }
}

/** Exact numbers of bytes out of chunks of any size. */
class Bytes {
  readonly #source: AsyncIterator<Buffer>;
  #chunks: Buffer[] = [];
  #held = 0;

  constructor(stream: AsyncIterable<Buffer>) {
    this.#source = stream[Symbol.asyncIterator]();
  }

  async take(count: number): Promise<Buffer> {
    while (this.#held < count) {
      const next = await this.#source.next();
      if (next.done) throw new NotATar('the file ends in the middle');
      this.#chunks.push(next.value);
      this.#held += next.value.length;
    }
    const all = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#chunks = [all.subarray(count)];
    this.#held -= count;
    return Buffer.from(all.subarray(0, count));
  }
}
