import { createHash } from 'node:crypto';

const NEWLINE = 0x0a;

/**
 * Counts and hashes the rows of a COPY text stream, whatever their order: the sum of each row's
 * SHA-256, modulo 2^256. PostgreSQL writes a line break inside a value as `\n`, so a line is a row.
 */
export class RowSum {
  rows = 0;
  #sum = 0n;
  #rest = Buffer.alloc(0);

  add(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      this.#row(Buffer.concat([this.#rest, chunk.subarray(from, at)]));
      this.#rest = Buffer.alloc(0);
      from = at + 1;
    }
    if (from < chunk.length) this.#rest = Buffer.concat([this.#rest, chunk.subarray(from)]);
  }

  #row(line: Buffer): void {
    this.rows += 1;
    this.#sum = BigInt.asUintN(256, this.#sum + BigInt(`0x${sha256(line)}`));
  }

  digest(): string {
    return this.#sum.toString(16).padStart(64, '0');
  }
}

export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');
