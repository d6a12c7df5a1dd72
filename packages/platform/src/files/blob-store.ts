import type { Readable } from 'node:stream';

/** A finished file on this machine's disk, inside the store's scratch folder. */
export interface LocalFile {
  path: string;
  sizeBytes: number;
  sha256: string;
}

/** From `start` to `end`, both included and counted from 0. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Where bytes lie under keys of ours; what they are is the business of `files`. */
export interface BlobStore {
  /** Where a file is put together before the store takes it. */
  scratch: string;
  /** Puts a local file under a key, for good and whole or not at all; a file that was there is replaced. */
  take(key: string, file: LocalFile): Promise<void>;
  /** Null when there is none. */
  read(key: string, range?: ByteRange): Promise<Readable | null>;
  /** Null when there is none. */
  sizeOf(key: string): Promise<number | null>;
  /** Succeeds when there is none. */
  remove(key: string): Promise<void>;
  /** All keys that begin so, in order. */
  keys(prefix: string): AsyncIterable<string>;
}
