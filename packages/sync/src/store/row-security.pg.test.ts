import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../../../tests/support/database.ts';
import { createDocuments, setAccess } from './documents.ts';

const database = await testDatabase();

// Found by a secret alone, or no document's: hashes of tickets and tokens, the books of migrations.
const unguarded = ['document_token', 'migration', 'migration_lock', 'ticket'];

const tables = async (guarded: boolean) => {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = 'sync'::regnamespace and relkind = 'r' and relrowsecurity = ${guarded}
    order by 1`.execute(database.owner);
  return rows.map(({ name }) => name);
};

test('every table of the engine has row security, or is listed here with a reason', async () => {
  expect(await tables(false)).toEqual(unguarded);
});

test('who acts for a person sees the rows of that person’s documents alone, in every table', async () => {
  const scope = randomUUID();
  const name = `text/${scope}`;
  await createDocuments(database.app, [{ name, scope, kind: 'text', shapeVersion: 1 }]);
  await setAccess(database.app, scope, [{ name, personId: 'reader', mode: 'read' }]);
  await sql`
    with d as (select id from sync.doc where name = ${name}),
      u as (insert into sync.upd (doc_id, seq, data) select id, 2, '' from d),
      c as (insert into sync.doc_client (doc_id, client_id, person_id) select id, 1, 'x' from d)
    insert into sync.snap (doc_id, seq, state_vector, packed) select id, 1, '', '' from d`.execute(
    database.owner,
  );
  const seen = (person: string) =>
    database.app.transaction().execute(async (trx) => {
      await sql`select set_config('samspel.person', ${person}, true)`.execute(trx);
      const counts: Record<string, number> = {};
      for (const table of await tables(true)) {
        const { rows } = await sql<{ count: number }>`
          select count(*)::int as count from ${sql.table(`sync.${table}`)}`.execute(trx);
        counts[table] = rows[0]!.count;
      }
      return counts;
    });
  const guarded = await tables(true);
  expect(await seen('reader')).toEqual(Object.fromEntries(guarded.map((table) => [table, 1])));
  expect(await seen('stranger')).toEqual(Object.fromEntries(guarded.map((table) => [table, 0])));
});
