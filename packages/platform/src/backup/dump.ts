import pg from 'pg';
import { clientSettings } from '../db/open-database.ts';
import { hiddenTables, migrationsOf, sequencesOf, type TableShape, tablesOf } from './catalogue.ts';
import { copyOut, stableText } from './copy.ts';
import {
  type BackedUpTable,
  type BackupHeader,
  type BackupManifest,
  filePrefix,
  headerName,
  manifestName,
  partName,
  sealName,
  sealOf,
} from './format.ts';
import { RowSum, sha256 } from './row-sum.ts';
import { tarEnd, tarEntry } from './tar.ts';

export interface BackupFile {
  name: string;
  read(): Promise<Buffer>;
}

export interface DumpOptions {
  /** The owner's login. */
  url: string;
  schemas: readonly string[];
  /** Asked for after the snapshot was taken, so every file that a row names is among them. */
  files(): AsyncIterable<BackupFile>;
}

const PART_BYTES = 4 * 1024 * 1024;

/** A client for work that takes as long as it takes. */
export async function openLongClient(url: string, applicationName: string): Promise<pg.Client> {
  const client = new pg.Client({
    ...clientSettings({ url, applicationName }),
    statement_timeout: 0,
    query_timeout: 0,
    idle_in_transaction_session_timeout: 0,
    connectionTimeoutMillis: 5000,
  });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/**
 * A backup as a stream of tar bytes: header, rows, files, and at the end a manifest with the hash of
 * each part. All rows are of one snapshot; whoever works meanwhile is not held up.
 */
export async function* dump(options: DumpOptions): AsyncGenerator<Buffer, BackupManifest> {
  const client = await openLongClient(options.url, 'samspel-backup');
  try {
    await client.query('begin isolation level repeatable read, read only');
    await client.query(stableText);
    const header = json(headerName, await headerOf(client, options.schemas));
    yield tarEntry(header);
    const hidden = await hiddenTables(client, options.schemas);
    if (hidden.length > 0) {
      throw new Error(`row security hides rows of ${hidden.join(', ')} from the backup`);
    }
    const manifest: BackupManifest = { tables: [], sequences: [], files: [] };
    for (const table of await tablesOf(client, options.schemas)) {
      manifest.tables.push(yield* dumpTable(client, table));
    }
    manifest.sequences = await sequencesOf(client, options.schemas);
    for await (const file of options.files()) {
      const content = await file.read();
      manifest.files.push({ name: file.name, size: content.length, sha256: sha256(content) });
      yield tarEntry({ name: `${filePrefix}${file.name}`, content });
    }
    const last = json(manifestName, manifest);
    yield tarEntry(last);
    yield tarEntry({ name: sealName, content: Buffer.from(sealOf(header, last)) });
    yield tarEnd();
    await client.query('commit');
    return manifest;
  } finally {
    await client.end();
  }
}

async function headerOf(client: pg.Client, schemas: readonly string[]): Promise<BackupHeader> {
  const { rows } = await client.query<{ at: Date; postgres: string }>(
    "select clock_timestamp() as at, current_setting('server_version') as postgres",
  );
  return {
    format: 'samspel-backup-1',
    madeAt: rows[0]!.at.toISOString(),
    postgres: rows[0]!.postgres,
    migrations: await migrationsOf(client, schemas),
  };
}

async function* dumpTable(
  client: pg.Client,
  table: TableShape,
): AsyncGenerator<Buffer, BackedUpTable> {
  const sum = new RowSum();
  const parts: string[] = [];
  let waiting: Buffer[] = [];
  let held = 0;
  const part = (content: Buffer): Buffer => {
    parts.push(sha256(content));
    return tarEntry({ name: partName(table, parts.length), content });
  };
  for await (const chunk of copyOut(client, table)) {
    sum.add(chunk);
    waiting.push(chunk);
    held += chunk.length;
    if (held < PART_BYTES) continue;
    // A part ends where a row ends, so each can be read in by itself.
    const all = Buffer.concat(waiting);
    const end = all.lastIndexOf(0x0a) + 1;
    if (end > 0) yield part(all.subarray(0, end));
    waiting = [all.subarray(end)];
    held = all.length - end;
  }
  if (held > 0) yield part(Buffer.concat(waiting));
  return { ...table, rows: sum.rows, rowSum: sum.digest(), parts };
}

const json = (name: string, value: unknown) => ({
  name,
  content: Buffer.from(`${JSON.stringify(value, null, 1)}\n`),
});
