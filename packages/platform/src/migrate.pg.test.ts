import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import { type MigrationStep, migrateDatabase } from './migrate.ts';

const database = await testDatabase();
const log = { info: () => {} };
const toys = (names: Record<string, string>): MigrationStep => ({
  schema: 'toys',
  migrations: Object.fromEntries(
    Object.entries(names).map(([name, statement]) => [
      name,
      {
        up: (db) =>
          sql
            .raw(statement)
            .execute(db)
            .then(() => {}),
      },
    ]),
  ),
});

const first = { '0001-bear': 'create table toys.bear (id int)' };
const second = { ...first, '0002-car': 'create table toys.car (id int)' };

test('migrations run once, also when five programs start at the same time', async () => {
  const url = database.url;
  await Promise.all(
    Array.from({ length: 5 }, () => migrateDatabase({ url, steps: [toys(first)], log })),
  );
  await migrateDatabase({ url, steps: [toys(second)], log });
  const { rows } = await sql<{
    name: string;
  }>`select name from toys.migration order by name`.execute(database.owner);
  expect(rows.map((row) => row.name)).toEqual(['0001-bear', '0002-car']);
});

test('a failing migration leaves nothing of itself', async () => {
  const steps = [toys({ ...second, '0003-half': 'create table toys.half (id int); select 1 / 0' })];
  await expect(migrateDatabase({ url: database.url, steps, log })).rejects.toThrow(
    'division by zero',
  );
  const { rows } = await sql`select to_regclass('toys.half')::text as half`.execute(database.owner);
  expect(rows).toEqual([{ half: null }]);
});

test('a database newer than the program is refused', async () => {
  const older = migrateDatabase({ url: database.url, steps: [toys(first)], log });
  await expect(older).rejects.toThrow('0002-car');
});

test('a migration waits for a lock only so long that others are not held up, and tries again', async () => {
  const holding = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const other = database.owner.transaction().execute(async (trx) => {
    await sql`lock table toys.bear`.execute(trx);
    held.resolve();
    await holding.promise;
  });
  await held.promise;
  const steps = [toys({ ...second, '0003-colour': 'alter table toys.bear add colour text' })];
  const migrating = migrateDatabase({ url: database.url, steps, log });
  setTimeout(holding.resolve, 3000);
  await migrating;
  await other;
  const { rows } = await sql`select colour from toys.bear`.execute(database.owner);
  expect(rows).toEqual([]);
});

test('the processes own nothing and reach only what is theirs', async () => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_class c join pg_roles r on r.oid = c.relowner
    where r.rolname in ('samspel_app', 'samspel_hub', 'samspel_queue') and c.relkind in ('r', 'p', 'v')`.execute(
    database.owner,
  );
  expect(rows[0]!.count).toBe(0);
  await expect(sql`select 1 from samspel.person`.execute(database.hub)).rejects.toThrow(
    'permission',
  );
  await expect(sql`select 1 from bullmq.job`.execute(database.app)).rejects.toThrow('permission');
  await expect(sql`create table samspel.mine (id int)`.execute(database.app)).rejects.toThrow(
    'permission',
  );
});
