import { createReadStream, existsSync } from 'node:fs';
import { chmod, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { type BackupFile, dump } from '@samspel/platform/backup/dump';
import type { BackupManifest } from '@samspel/platform/backup/format';
import { type Files, openFiles } from '@samspel/platform/files/files';
import type { Installation } from './installation.ts';
import { secretFileOf } from './secret.ts';

/** Everything that the product keeps in PostgreSQL. */
export const schemas = ['samspel', 'sync', 'auth', 'bullmq'] as const;

export function filesOf({ dataFolder, config }: Installation): Files {
  return openFiles(path.join(dataFolder, 'files'), config.filesUrl);
}
export const secretName = 'secret';

/** The stored files by their hash, and the secret when the data folder keeps it. */
async function* keptFiles(installation: Installation): AsyncGenerator<BackupFile> {
  const { dataFolder, config } = installation;
  const files = filesOf(installation);
  for await (const name of files.list()) yield { name, read: () => files.get(name) };
  // An operator's own secret file is the operator's to keep.
  if (config.secretFile) return;
  const secret = secretFileOf(dataFolder, undefined);
  if (existsSync(secret)) yield { name: secretName, read: () => readFile(secret) };
}

/** Writes a whole backup beside `file` and moves it there when it is on disk. */
export async function writeBackup(
  installation: Installation,
  file: string,
): Promise<BackupManifest> {
  const unfinished = `${file}.unfinished`;
  // 0600: a backup holds everything that anybody wrote, and the secret.
  const handle = await open(unfinished, 'w', 0o600);
  try {
    await chmod(unfinished, 0o600);
    let manifest: BackupManifest | undefined;
    const options = {
      url: installation.databaseUrl,
      schemas,
      files: () => keptFiles(installation),
    };
    async function* bytes(): AsyncGenerator<Buffer> {
      manifest = yield* dump(options);
    }
    await pipeline(bytes, createGzip({ level: 6 }), handle.createWriteStream({ flush: true }));
    await rename(unfinished, file);
    if (!manifest) throw new Error('the backup has no manifest');
    return manifest;
  } finally {
    await handle.close().catch(() => {});
    await rm(unfinished, { force: true });
  }
}

/** The archive's bytes; each call reads the file from its beginning. */
export async function* readBackup(file: string): AsyncGenerator<Buffer> {
  const zipped = createReadStream(file);
  const plain = createGunzip();
  zipped.on('error', (error) => plain.destroy(error));
  yield* zipped.pipe(plain) as AsyncIterable<Buffer>;
}
