import { createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { BlobStore } from './blob-store.ts';

/** Files below `directory`, readable by their owner alone. */
export function openDiskStore(directory: string): BlobStore {
  const pathOf = (key: string) => path.join(directory, key);
  return {
    // Within the store, so that a rename moves no bytes.
    scratch: path.join(directory, 'scratch'),
    async take(key, file) {
      const place = pathOf(key);
      await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
      await sync(file.path);
      // Atomic, and the folders are synced too: after a power cut there is the whole file or none.
      await rename(file.path, place);
      await sync(path.dirname(place));
      await sync(directory);
    },
    async read(key, range) {
      const place = pathOf(key);
      const there = await orNull(access(place).then(() => true));
      return there ? createReadStream(place, range) : null;
    },
    async sizeOf(key) {
      return (await orNull(stat(pathOf(key))))?.size ?? null;
    },
    async remove(key) {
      await rm(pathOf(key), { force: true });
    },
    async *keys(prefix) {
      // From the folder that the prefix names: the parts of one upload are not looked for in all there is.
      const below = path.join(directory, prefix.slice(0, prefix.lastIndexOf('/') + 1));
      const names = (await orNull(readdir(below, { recursive: true, withFileTypes: true }))) ?? [];
      const files = names
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)));
      yield* files.filter((key) => key.startsWith(prefix)).sort();
    },
  };
}

async function sync(place: string): Promise<void> {
  const handle = await open(place, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function orNull<T>(asked: Promise<T>): Promise<T | null> {
  return asked.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}
