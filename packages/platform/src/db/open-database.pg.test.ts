import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../../tests/support/database.ts';
import { eventually } from '../../../../tests/support/eventually.ts';
import { quietLog } from '../../../../tests/support/quiet-log.ts';
import { databaseNow } from '../clock.ts';
import { asSystem } from './as-system.ts';
import { assertUnprivileged } from './assert-unprivileged.ts';
import { listenTo } from './listen.ts';
import { openDatabase } from './open-database.ts';

const database = await testDatabase();
const open = (settings: Partial<Parameters<typeof openDatabase>[0]> = {}) =>
  openDatabase<Record<string, never>>({ url: database.url, applicationName: 'test', ...settings });

describe('a database connection', () => {
  test('gives money as bigint, counts as asked, names in camelCase and JSON as it is', async () => {
    const { rows } = await sql`
      select 9007199254740993::int8 as total_minor, count(*)::int as row_count,
        '{"snake_key": 1}'::jsonb as some_json`.execute(database.app);
    expect(rows).toEqual([
      { totalMinor: 9007199254740993n, rowCount: 1, someJson: { snake_key: 1 } },
    ]);
  });

  test('acts as its role from the first statement, whatever the URL says', async () => {
    const url = new URL(database.url);
    url.searchParams.set('options', '-c role=none -c search_path=public');
    url.searchParams.set('application_name', 'smuggled');
    const db = open({ url: url.toString(), role: 'samspel_app' });
    const { rows } = await sql`select current_user::text as role,
      current_setting('search_path') as path, current_setting('application_name') as name`.execute(
      db,
    );
    await db.destroy();
    expect(rows).toEqual([{ role: 'samspel_app', path: 'samspel', name: 'test' }]);
  });

  test('gives up a statement that takes too long', async () => {
    const db = open({ statementTimeoutMs: 200 });
    const begun = performance.now();
    await expect(sql`select pg_sleep(5)`.execute(db)).rejects.toMatchObject({ code: '57014' });
    expect(performance.now() - begun).toBeLessThan(4500);
    await db.destroy();
  });

  test('survives the end of an idle connection', async () => {
    const log = quietLog();
    const db = open({ log, max: 1 });
    await sql`select 1`.execute(db);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'test' and pid <> pg_backend_pid()`.execute(database.owner);
    await eventually('the complaint', () => log.lines.length > 0);
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
    await db.destroy();
  });
});

test('the end of a connection inside a transaction fails that transaction and nothing else', async () => {
  const log = quietLog();
  const db = open({ log, applicationName: 'test-cut', max: 1 });
  const cut = db.transaction().execute(async (trx) => {
    await sql`select 1`.execute(trx);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'test-cut'`.execute(database.owner);
    // The connection dies while no statement is running on it.
    await eventually('the complaint', () => log.lines.length > 0);
    await sql`select 1`.execute(trx);
  });
  await expect(cut).rejects.toThrow();
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  await db.destroy();
});

describe('who the process is', () => {
  test('the application and the hub may serve', async () => {
    await assertUnprivileged(database.app);
    await assertUnprivileged(database.hub);
  });

  test('a superuser may not', async () => {
    await expect(assertUnprivileged(database.owner)).rejects.toThrow('is a superuser');
  });

  test('the owner of tables and a role that bypasses policies may not', async () => {
    await sql`create role careless bypassrls`.execute(database.owner);
    const before = sql<{ owner: string }>`
      select tableowner as owner from pg_tables where schemaname = 'samspel' and tablename = 'file'`;
    const owner = (await before.execute(database.owner)).rows[0]!.owner;
    await sql`alter table samspel.file owner to careless`.execute(database.owner);
    const trying = database.owner.connection().execute(async (db) => {
      await sql`set role careless`.execute(db);
      try {
        await assertUnprivileged(db);
      } finally {
        await sql`reset role`.execute(db);
      }
    });
    await expect(trying).rejects.toThrow('bypasses row-level security and owns samspel.file');
    await sql`alter table samspel.file owner to ${sql.id(owner)}`.execute(database.owner);
    await sql`drop role careless`.execute(database.owner);
  });

  test('acting as the system ends with the transaction, on the same connection', async () => {
    const db = open({ role: 'samspel_app', max: 1 });
    const inside = await asSystem(db, async (trx) => {
      const { rows } = await sql<{ on: boolean }>`select samspel.is_system() as on`.execute(trx);
      return rows[0]!.on;
    });
    const { rows } = await sql<{ on: boolean }>`select samspel.is_system() as on`.execute(db);
    await db.destroy();
    expect([inside, rows[0]!.on]).toEqual([true, false]);
  });
});

describe("the database's clock", () => {
  afterAll(() => database.setClock({ offsetMs: 0 }));

  test('can be moved and stopped in a test database', async () => {
    await database.setClock({ offsetMs: 86_400_000 });
    const ahead = (await databaseNow(database.app)).getTime() - Date.now();
    expect(Math.abs(ahead - 86_400_000)).toBeLessThan(5000);
    await database.setClock({ fixedAt: '2027-03-28T00:59:59.999Z' });
    expect(await databaseNow(database.app)).toEqual(new Date('2027-03-28T00:59:59.999Z'));
    const { rows } = await sql`select sync.now() as now`.execute(database.hub);
    expect(rows).toEqual([{ now: new Date('2027-03-28T00:59:59.999Z') }]);
  });

  test('cannot be moved by the application', async () => {
    await expect(
      sql`update test_clock.setting set moved = '1 day'`.execute(database.app),
    ).rejects.toThrow('permission denied');
  });
});

describe('listening to a channel', () => {
  test('hears, and listens again after a cut', async () => {
    const heard: string[] = [];
    let back = 0;
    const listening = await listenTo(
      { url: database.url, applicationName: 'test-listen', log: quietLog() },
      'test_channel',
      (payload) => heard.push(payload),
      () => {
        back += 1;
      },
    );
    await sql`select pg_notify('test_channel', 'one')`.execute(database.app);
    await eventually('one', () => heard.includes('one'));
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'test-listen'`.execute(database.owner);
    await eventually('the new connection', () => back === 1);
    await sql`select pg_notify('test_channel', 'two')`.execute(database.app);
    await eventually('two', () => heard.includes('two'));
    await listening.close();
    expect(heard).toEqual(['one', 'two']);
  });
});
