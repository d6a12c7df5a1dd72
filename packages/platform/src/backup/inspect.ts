import {
  BackupDamaged,
  type BackupHeader,
  type BackupManifest,
  backupHeader,
  backupManifest,
  filePrefix,
  headerName,
  manifestName,
  partName,
  sealName,
  sealOf,
} from './format.ts';
import { sha256 } from './row-sum.ts';
import { NotATar, readTar, type TarEntry } from './tar.ts';

export interface InspectedBackup {
  header: BackupHeader;
  manifest: BackupManifest;
}

/** Reads a backup from end to end and proves every part by its hash, before any of it is used. */
export async function inspectBackup(stream: AsyncIterable<Buffer>): Promise<InspectedBackup> {
  const hashes = new Map<string, string>();
  let first: TarEntry | undefined;
  let last: TarEntry | undefined;
  let seal: TarEntry | undefined;
  for await (const entry of entriesOf(stream)) {
    if (seal || (last && entry.name !== sealName)) {
      throw new BackupDamaged('something follows the manifest');
    }
    if (!first) first = entry;
    else if (last) seal = entry;
    else if (entry.name === manifestName) last = entry;
    else hashes.set(entry.name, sha256(entry.content));
  }
  if (!first || !last || !seal) {
    throw new BackupDamaged('it has no sealed manifest: it was never finished');
  }
  const header = parse(first, headerName, backupHeader);
  if (seal.content.toString('utf8') !== sealOf(first, last)) {
    throw new BackupDamaged('its header or its manifest is damaged');
  }
  const manifest = parse(last, manifestName, backupManifest);
  compare(hashes, manifest);
  return { header, manifest };
}

/** The entries of a backup; what is no backup, or one cut short, is said in words. */
export async function* entriesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  try {
    yield* readTar(stream);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('Z_')) throw new BackupDamaged('it is no backup, or it is damaged');
    if (error instanceof NotATar) throw new BackupDamaged(error.message);
    throw error;
  }
}

function parse<T>(entry: TarEntry, name: string, shape: { parse(value: unknown): T }): T {
  if (entry.name !== name) throw new BackupDamaged('it is not a backup of Samspel');
  try {
    return shape.parse(JSON.parse(entry.content.toString('utf8')));
  } catch {
    throw new BackupDamaged(`its ${name} cannot be read; a newer version may have made it`);
  }
}

function compare(hashes: Map<string, string>, manifest: BackupManifest): void {
  const expected = new Map<string, string>();
  for (const table of manifest.tables) {
    table.parts.forEach((hash, index) => {
      expected.set(partName(table, index + 1), hash);
    });
  }
  for (const file of manifest.files) expected.set(`${filePrefix}${file.name}`, file.sha256);
  for (const [name, hash] of expected) {
    if (hashes.get(name) !== hash) throw new BackupDamaged(`${name} is missing or damaged`);
  }
  for (const name of hashes.keys()) {
    if (!expected.has(name)) throw new BackupDamaged(`${name} does not belong to it`);
  }
}
