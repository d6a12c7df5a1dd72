import type pg from 'pg';

export interface TableShape {
  schema: string;
  name: string;
  /** Without generated columns, which the database computes again. */
  columns: string[];
}

export interface SequenceState {
  schema: string;
  name: string;
  lastValue: string;
  isCalled: boolean;
}

export interface ForeignKey {
  table: string;
  name: string;
  definition: string;
}

type Client = Pick<pg.ClientBase, 'query'>;

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const qualified = (one: { schema: string; name: string }): string =>
  `${quote(one.schema)}.${quote(one.name)}`;

async function rowsOf<Row extends object>(client: Client, text: string, values: unknown[]) {
  return (await client.query<Row>(text, values)).rows;
}

/** Every table that holds data of its own, except the books that migrations keep of themselves. */
export function tablesOf(client: Client, schemas: readonly string[]): Promise<TableShape[]> {
  return rowsOf<TableShape>(
    client,
    `select n.nspname as schema, c.relname as name,
        array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where n.nspname = any ($1) and c.relkind = 'r' and c.relname !~ 'migration'
      group by n.nspname, c.relname order by 1, 2`,
    [schemas],
  );
}

/**
 * Tables whose row security would hide rows from the backup although it reads as the system. A
 * backup that silently lacks rows is worse than none.
 */
export async function hiddenTables(client: Client, schemas: readonly string[]): Promise<string[]> {
  const rows = await rowsOf<{ name: string }>(
    client,
    `select n.nspname || '.' || c.relname as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = any ($1) and c.relkind = 'r' and row_security_active(c.oid)
        and not exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polpermissive
          and p.polcmd in ('r', '*') and pg_get_expr(p.polqual, c.oid) ~ 'is_system\\(\\)|^true$')
      order by 1`,
    [schemas],
  );
  return rows.map((row) => row.name);
}

export async function sequencesOf(
  client: Client,
  schemas: readonly string[],
): Promise<SequenceState[]> {
  const names = await rowsOf<{ schema: string; name: string }>(
    client,
    `select n.nspname as schema, c.relname as name from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = any ($1) and c.relkind = 'S' order by 1, 2`,
    [schemas],
  );
  const states: SequenceState[] = [];
  for (const one of names) {
    const [state] = await rowsOf<{ last: string; called: boolean }>(
      client,
      `select last_value::text as last, is_called as called from ${qualified(one)}`,
      [],
    );
    states.push({ ...one, lastValue: state?.last ?? '1', isCalled: state?.called ?? false });
  }
  return states;
}

export function foreignKeysOf(client: Client, schemas: readonly string[]): Promise<ForeignKey[]> {
  return rowsOf<ForeignKey>(
    client,
    `select k.conrelid::regclass::text as table, quote_ident(k.conname) as name,
        pg_get_constraintdef(k.oid) as definition
      from pg_constraint k join pg_class c on c.oid = k.conrelid
      join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = any ($1) and k.contype = 'f' and k.conparentid = 0 order by 1, 2`,
    [schemas],
  );
}

/** Names of the migrations that each schema has seen; a schema without such a book has none. */
export async function migrationsOf(
  client: Client,
  schemas: readonly string[],
): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const schema of schemas) {
    const [book] = await rowsOf<{ there: boolean }>(
      client,
      `select exists (select 1 from information_schema.columns
        where table_schema = $1 and table_name = 'migration' and column_name = 'name') as there`,
      [schema],
    );
    if (!book?.there) continue;
    const rows = await rowsOf<{ name: string }>(
      client,
      `select name from ${quote(schema)}.migration order by name`,
      [],
    );
    found[schema] = rows.map((row) => row.name);
  }
  return found;
}
