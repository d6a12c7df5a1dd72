import type pg from 'pg';
import {
  foreignKeysOf,
  migrationsOf,
  qualified,
  quote,
  type TableShape,
  tablesOf,
} from './catalogue.ts';
import { copyIn, copyOut, stableText } from './copy.ts';
import { openLongClient } from './dump.ts';
import { type BackedUpTable, BackupDamaged, filePrefix, partName } from './format.ts';
import { entriesOf, type InspectedBackup } from './inspect.ts';
import { RowSum } from './row-sum.ts';
import type { TarEntry } from './tar.ts';

export interface LoadOptions {
  /** The owner's login. */
  url: string;
  schemas: readonly string[];
  backup: InspectedBackup;
  /** The backup once more from its beginning. */
  stream: AsyncIterable<Buffer>;
  writeFile(name: string, content: Buffer): Promise<void>;
}

/** The tables of these schemas that hold rows; none in a database that was never used. */
export async function filledTables(url: string, schemas: readonly string[]): Promise<string[]> {
  const client = await openLongClient(url, 'samspel-restore');
  try {
    await client.query('begin read only');
    await client.query(stableText);
    const filled: string[] = [];
    for (const table of await tablesOf(client, schemas)) {
      const { rowCount } = await client.query(`select 1 from ${qualified(table)} limit 1`);
      if (rowCount) filled.push(`${table.schema}.${table.name}`);
    }
    return filled;
  } finally {
    await client.end();
  }
}

/**
 * Replaces what these tables hold by the backup's rows, in one transaction that proves the rows
 * again before it commits: either all of it is there, exactly, or nothing has changed.
 */
export async function load(options: LoadOptions): Promise<void> {
  const client = await openLongClient(options.url, 'samspel-restore');
  try {
    await client.query('begin');
    await client.query(stableText);
    const present = await tablesOf(client, options.schemas);
    refuseOtherShape(options.backup, present, await migrationsOf(client, options.schemas));
    const restoreGuards = await liftGuards(client, present, options.schemas);
    if (present.length > 0) await client.query(`truncate ${present.map(qualified).join(', ')}`);
    await readIn(client, options);
    for (const table of options.backup.manifest.tables) await proveTable(client, table);
    for (const one of options.backup.manifest.sequences) {
      const name = qualified(one);
      await client.query('select setval($1::regclass, $2, $3)', [
        name,
        one.lastValue,
        one.isCalled,
      ]);
    }
    await restoreGuards();
    await client.query('commit');
    await client.query('analyze');
  } finally {
    await client.end();
  }
}

function refuseOtherShape(
  { header, manifest }: InspectedBackup,
  present: TableShape[],
  migrations: Record<string, string[]>,
): void {
  if (JSON.stringify(header.migrations) !== JSON.stringify(migrations)) {
    throw new BackupDamaged('its migrations are not those of this database');
  }
  const shapes = new Map(present.map((table) => [qualified(table), table.columns]));
  for (const table of manifest.tables) {
    const columns = shapes.get(qualified(table));
    const unknown = columns ? table.columns.find((column) => !columns.includes(column)) : '*';
    if (unknown) {
      throw new BackupDamaged(`this version has no ${table.schema}.${table.name}.${unknown}`);
    }
  }
}

/**
 * Rows arrive in the order of tables, not of their references, and as history rather than as acts:
 * foreign keys, triggers and forced row security wait until all rows are there. Foreign keys are made
 * anew at the end, which checks every row.
 */
async function liftGuards(
  client: pg.Client,
  tables: TableShape[],
  schemas: readonly string[],
): Promise<() => Promise<void>> {
  const keys = await foreignKeysOf(client, schemas);
  const after: string[] = [];
  for (const key of keys) {
    await client.query(`alter table ${key.table} drop constraint ${key.name}`);
    after.push(`alter table ${key.table} add constraint ${key.name} ${key.definition}`);
  }
  const names = tables.map(qualified);
  const { rows: triggers } = await client.query<{ table: string; name: string; enabled: string }>(
    `select t.tgrelid::regclass::text as table, quote_ident(t.tgname) as name, t.tgenabled::text as enabled
      from pg_trigger t where not t.tgisinternal and t.tgenabled <> 'D'
        and t.tgrelid = any ($1::regclass[])`,
    [names],
  );
  const enable: Record<string, string> = { A: 'enable always', R: 'enable replica', O: 'enable' };
  for (const one of triggers) {
    await client.query(`alter table ${one.table} disable trigger ${one.name}`);
    after.push(`alter table ${one.table} ${enable[one.enabled] ?? 'enable'} trigger ${one.name}`);
  }
  const { rows: forced } = await client.query<{ table: string }>(
    `select c.oid::regclass::text as table from pg_class c
      where c.relforcerowsecurity and c.oid = any ($1::regclass[])`,
    [names],
  );
  for (const one of forced) {
    await client.query(`alter table ${one.table} no force row level security`);
    after.push(`alter table ${one.table} force row level security`);
  }
  return async () => {
    for (const statement of after) await client.query(statement);
  };
}

/** The archive's parts in their order: each table's parts follow one another. */
async function readIn(client: pg.Client, options: LoadOptions): Promise<void> {
  const tableOf = new Map<string, BackedUpTable>();
  for (const table of options.backup.manifest.tables) {
    table.parts.forEach((_, index) => {
      tableOf.set(partName(table, index + 1), table);
    });
  }
  for await (const entry of entriesOf(options.stream)) {
    const table = tableOf.get(entry.name);
    if (table) await copyIn(client, table, contentOf(entry));
    else if (entry.name.startsWith(filePrefix)) {
      await options.writeFile(entry.name.slice(filePrefix.length), entry.content);
    }
  }
}

async function* contentOf(entry: TarEntry): AsyncGenerator<Buffer> {
  yield entry.content;
}

async function proveTable(client: pg.Client, table: BackedUpTable): Promise<void> {
  const sum = new RowSum();
  for await (const chunk of copyOut(client, table)) sum.add(chunk);
  if (sum.rows === table.rows && sum.digest() === table.rowSum) return;
  throw new BackupDamaged(
    `${quote(table.schema)}.${quote(table.name)} came out otherwise than it went in ` +
      `(${sum.rows} rows, ${table.rows} expected)`,
  );
}
