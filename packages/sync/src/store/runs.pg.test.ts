import { randomBytes } from 'node:crypto';
import { openPool } from '@samspel/platform/db/open-database';
import { migrateDatabase } from '@samspel/platform/migrate';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, expect, inject, test } from 'vitest';
import * as Y from 'yjs';
import { compactDocument } from '../compaction/compact-document.ts';
import { typist } from '../testing/typist.ts';
import { openLogs, sound } from '../testing/written-logs.ts';
import { commitUpdates } from './commit-updates.ts';
import { readHistory } from './history.ts';
import { readLog } from './log.ts';
import { syncMigrations } from './migrations.ts';

const { database, pool, newDocument, stored, stateOf } = await openLogs();

/** Three commits: one update, three of two people, two of one. */
async function written() {
  const { id, name } = await newDocument();
  const [anna, bert] = [typist(1), typist(2)];
  const by = (actorId: string, data: Uint8Array) => ({ actorId, data });
  const commits = [
    [by('anna', anna.type('a'))],
    [by('anna', anna.type('b')), by('bert', bert.type('c')), by('anna', anna.type('d'))],
    [by('bert', bert.type('e')), by('bert', bert.type('f'))],
  ];
  for (const updates of commits) {
    const { outcomes } = await commitUpdates(pool, [{ docId: id, epoch: 1, updates }]);
    expect(outcomes).toMatchObject([{ outcome: 'committed' }]);
  }
  return { id, name, updates: commits.flat() };
}

test('what is committed together is one row, and a number and an author for each update', async () => {
  const { id, name, updates } = await written();
  const { rows } = await sql`select seq::int, updates from sync.upd where doc_id = ${id}
    order by seq`.execute(database.owner);
  expect(rows).toEqual([
    { seq: 1, updates: 1 },
    { seq: 4, updates: 3 },
    { seq: 6, updates: 2 },
  ]);
  const history: unknown[] = [];
  for await (const { seq, actorId, data } of readHistory(database.app, name)) {
    history.push({ seq, actorId, data: new Uint8Array(data) });
  }
  expect(history).toEqual(
    updates.map(({ actorId, data }, i) => ({ seq: i + 1, actorId, data: new Uint8Array(data) })),
  );
  expect((await stored(name)).getText('text').length).toBe(6);
  const part = readHistory(database.app, name, { since: 2, until: 5 });
  const seqs: number[] = [];
  for await (const { seq } of part) seqs.push(seq);
  expect(seqs).toEqual([3, 4, 5]);
});

test('an author is kept as it is, whatever its id is made of', async () => {
  const { id, name } = await newDocument();
  const authors = ['a"b', 'c\\d', 'e,{f}', 'NULL', '', null];
  for (const actorId of authors) {
    const updates = [{ actorId, data: typist(1).type('x') }];
    await commitUpdates(pool, [{ docId: id, epoch: 1, updates }]);
  }
  const found: (string | null)[] = [];
  for await (const { actorId } of readHistory(database.app, name)) found.push(actorId);
  expect(found).toEqual(authors);
});

test('a reader may stand in the middle of a row', async () => {
  const { id, updates } = await written();
  for (let since = 0; since <= 6; since++) {
    const piece = await readLog(pool, id, since, 1_000_000);
    expect(piece).toMatchObject({ to: 6, complete: true });
    expect(piece.updates.map((each) => new Uint8Array(each))).toEqual(
      updates.slice(since).map(({ data }) => new Uint8Array(data)),
    );
  }
  expect(await readLog(pool, id, 2, 1)).toMatchObject({ to: 4, complete: false });
});

test('who took a row for one update does not get a snapshot stored', async () => {
  const { id } = await written();
  const { rows } = await sql<{ incarnation: string }>`
    select incarnation from sync.doc where id = ${id}`.execute(database.owner);
  const compact = (until: number, read: number) =>
    sql`select sync.compact(${id}, ${rows[0]!.incarnation}, 0, ${until}, ${read}, '', '', 0)`.execute(
      database.app,
    );
  await expect(compact(6, 3)).rejects.toThrow('has a hole');
  await expect(compact(5, 5)).rejects.toThrow('has a hole');
  expect(await stateOf(id)).toMatchObject({ snap: 0, tail: 6 });
});

test('what was stored before there were runs is read as it was, compacted or not', async () => {
  const admin = new pg.Client(inject('postgresUrl'));
  await admin.connect();
  const fresh = `test_${randomBytes(8).toString('hex')}`;
  await admin.query(`create database ${fresh}`);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${fresh}`;
  const older = openPool({
    url: url.toString(),
    applicationName: 'test-older',
    searchPath: 'sync',
  });
  afterAll(async () => {
    await older.end();
    await admin.query(`drop database ${fresh} with (force)`);
    await admin.end();
  });
  const before = Object.entries(syncMigrations).filter(([name]) => name < '0004');
  const migrate = (migrations: typeof syncMigrations) =>
    migrateDatabase({
      url: url.toString(),
      steps: [{ schema: 'sync', migrations }],
      log: { info: () => {} },
    });
  await migrate(Object.fromEntries(before));
  const typing = typist();
  const log = Array.from({ length: 5 }, (_, i) => typing.type(`${i}`));
  await older.query(
    `insert into sync.doc (name, scope, kind, shape_version) values ('d','s','text',1)`,
  );
  const write = async (from: number, to: number) => {
    for (let seq = from; seq <= to; seq++) {
      await older.query(
        `insert into sync.upd (doc_id, seq, actor_id, data) values (1, $1, $2, $3)`,
        [seq, `p${seq}`, Buffer.from(log[seq - 1]!)],
      );
    }
    await older.query('update sync.doc set head = $1', [to]);
  };
  await write(1, 3);
  await older.query(`select sync.compact(1, incarnation, 0, 3, '', '', 0) from sync.doc`);
  await write(4, 5);
  await migrate(syncMigrations);
  const piece = await readLog(older, 1, 0, 1_000_000);
  expect(piece.updates.map((each) => new Uint8Array(each))).toEqual(log);
  const { rows } = await older.query(
    'select seq::int, actor_id as actor from sync.upd order by seq',
  );
  expect(rows).toEqual([1, 2, 3, 4, 5].map((seq) => ({ seq, actor: `p${seq}` })));
  await older.query('update sync.doc set snap_seq = 0; delete from sync.snap');
  expect(await compactDocument({ pool: older, judge: sound }, 1)).toMatchObject({ rows: 5 });
  const { rows: snaps } = await older.query('select state_vector as vector from sync.snap');
  expect(Y.decodeStateVector(snaps[0].vector).size).toBe(1);
});
