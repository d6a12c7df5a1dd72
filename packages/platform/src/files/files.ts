import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { BlobStore, ByteRange, LocalFile } from './blob-store.ts';
import { openDiskStore } from './disk-store.ts';
import { openS3Store } from './s3-store.ts';

export class FileMissing extends Error {}
export class FileDamaged extends Error {}
export class FileTooLarge extends Error {}

export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface StoredFile {
  sha256: string;
  sizeBytes: number;
}

export interface Files {
  /** Stores bytes under their SHA-256 (hex) and returns it; stored for good when it resolves. */
  put(bytes: Uint8Array): Promise<string>;
  /** The same for what is not held in memory; throws FileTooLarge, and then nothing is stored. */
  putStream(source: Bytes, limits: { maxBytes: number }): Promise<StoredFile>;
  /** The bytes, proven by their hash; throws FileMissing or FileDamaged. */
  get(sha256: string): Promise<Buffer>;
  /**
   * The bytes as they come; throws FileMissing. Read to its end, a whole file is proven by its hash and
   * the stream fails with FileDamaged; a range is not.
   */
  read(sha256: string, range?: ByteRange): Promise<Readable>;
  /** Null when there is no such file. */
  sizeOf(sha256: string): Promise<number | null>;
  /** Succeeds when there is none. Whether nobody needs the file any more is the caller's to know. */
  remove(sha256: string): Promise<void>;
  /** Every stored file by its hash. */
  list(): AsyncIterable<string>;
  /** Removes from this machine what killed processes left in its scratch folder a day ago. */
  tidy(): Promise<void>;
  /** What is not a whole file yet, under names of the caller's. */
  parts: Parts;
}

export interface Parts {
  /** Keeps what arrives until the source ends or fails; resolves to its size in both cases. */
  put(name: string, source: Bytes): Promise<{ sizeBytes: number; failure: unknown }>;
  /** Throws FileMissing. */
  read(name: string): Promise<Readable>;
  /** Removes every part whose name begins so. */
  removeAll(prefix: string): Promise<void>;
}

/**
 * Content-addressed files, below `directory` or in the bucket of an s3:// URL: the same bytes are stored
 * once and never change.
 */
export function openFiles(directory: string, url?: string): Files {
  return filesIn(url ? openS3Store(url) : openDiskStore(directory));
}

function filesIn(store: BlobStore): Files {
  const putStream: Files['putStream'] = async (source, { maxBytes }) => {
    const { file, failure } = await spool(store, capped(source, maxBytes));
    return takeOver(file, async () => {
      if (failure) throw failure;
      await store.take(keyOf(file.sha256), file);
      return { sha256: file.sha256, sizeBytes: file.sizeBytes };
    });
  };
  const open = async (sha256: string, range?: ByteRange) => {
    const stream = await store.read(keyOf(sha256), range);
    if (!stream) throw new FileMissing(`no file ${sha256}`);
    return stream;
  };
  const read: Files['read'] = async (sha256, range) => {
    const stream = await open(sha256, range);
    return range ? stream : Readable.from(proven(stream, sha256), { objectMode: false });
  };
  return {
    put: async (bytes) => (await putStream([bytes], { maxBytes: bytes.length })).sha256,
    putStream,
    get: async (sha256) => buffer(await read(sha256)),
    read,
    sizeOf: (sha256) => store.sizeOf(keyOf(sha256)),
    remove: (sha256) => store.remove(keyOf(sha256)),
    async *list() {
      for await (const key of store.keys('')) {
        const name = path.posix.basename(key);
        if (isHash(name) && key === keyOf(name)) yield name;
      }
    },
    tidy: () => tidy(store.scratch),
    parts: partsIn(store),
  };
}

const DAY_MS = 86_400_000;

async function tidy(scratch: string): Promise<void> {
  // The host's clock decides nothing here but when rubbish goes.
  const old = Date.now() - DAY_MS;
  for (const name of await readdir(scratch).catch(() => [])) {
    const place = path.join(scratch, name);
    const found = await stat(place).catch(() => null);
    if (found && found.mtimeMs < old) await rm(place, { force: true });
  }
}

function partsIn(store: BlobStore): Parts {
  return {
    async put(name, source) {
      const { file, failure } = await spool(store, source);
      await takeOver(file, async () => {
        if (file.sizeBytes > 0) await store.take(partKey(name), file);
      });
      return { sizeBytes: file.sizeBytes, failure };
    },
    async read(name) {
      const stream = await store.read(partKey(name));
      if (!stream) throw new FileMissing(`no part ${name}`);
      return stream;
    },
    async removeAll(prefix) {
      for await (const key of store.keys(partKey(prefix))) await store.remove(key);
    },
  };
}

const isHash = (name: string) => /^[0-9a-f]{64}$/.test(name);

function keyOf(sha256: string): string {
  // Blocks traversal: the name comes from a caller.
  if (!isHash(sha256)) throw new FileMissing('not a SHA-256');
  return `${sha256.slice(0, 2)}/${sha256}`;
}

function partKey(name: string): string {
  // Blocks traversal, as above.
  if (!/^[0-9a-z-]{1,100}$/.test(name)) throw new FileMissing('not a name of a part');
  return `parts/${name}`;
}

/** Writes a source to the scratch folder, whatever of it arrives. */
async function spool(
  store: BlobStore,
  source: Bytes,
): Promise<{ file: LocalFile; failure: unknown }> {
  await mkdir(store.scratch, { recursive: true, mode: 0o700 });
  const place = path.join(store.scratch, randomUUID());
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let failure: unknown;
  async function* arriving() {
    try {
      for await (const chunk of source) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      failure = error;
    }
  }
  try {
    await pipeline(arriving, createWriteStream(place, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    await rm(place, { force: true });
    throw error;
  }
  return { file: { path: place, sizeBytes, sha256: hash.digest('hex') }, failure };
}

async function takeOver<T>(file: LocalFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    // A store that took the file away has left nothing here.
    await rm(file.path, { force: true });
  }
}

async function* capped(source: Bytes, maxBytes: number): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  for await (const chunk of source) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw new FileTooLarge(`more than ${maxBytes} bytes`);
    yield chunk;
  }
}

async function* proven(stream: Readable, sha256: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256) throw new FileDamaged(`file ${sha256} is damaged`);
}
