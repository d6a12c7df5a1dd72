import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export class FileMissing extends Error {}
export class FileDamaged extends Error {}

export interface Files {
  /** Stores bytes under their SHA-256 (hex) and returns it; on disk for good when it resolves. */
  put(bytes: Uint8Array): Promise<string>;
  /** The bytes, proven by their hash; throws FileMissing or FileDamaged. */
  get(sha256: string): Promise<Buffer>;
}

/** Content-addressed files below `directory`: the same bytes are stored once and never change. */
export function openFiles(directory: string): Files {
  const pathOf = (sha256: string) => {
    // Blocks traversal: the name comes from a caller.
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new FileMissing('not a SHA-256');
    return join(directory, sha256.slice(0, 2), sha256);
  };
  return {
    async put(bytes) {
      const sha256 = sha256Of(bytes);
      const path = pathOf(sha256);
      if (await isWhole(path, sha256)) return sha256;
      await writeAtomically(path, bytes);
      return sha256;
    },
    async get(sha256) {
      const path = pathOf(sha256);
      const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') throw new FileMissing(`no file ${sha256}`);
        throw error;
      });
      if (sha256Of(bytes) !== sha256) throw new FileDamaged(`file ${sha256} is damaged`);
      return bytes;
    },
  };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function isWhole(path: string, sha256: string): Promise<boolean> {
  const bytes = await readFile(path).catch(() => null);
  return bytes !== null && sha256Of(bytes) === sha256;
}

// Rename is atomic and the folder is synced too: after a power cut there is the whole file or none.
async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
    await syncFolder(dirname(dirname(path)));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
