import { randomBytes } from 'node:crypto';
import { dump } from '@samspel/platform/backup/dump';
import { inspectBackup } from '@samspel/platform/backup/inspect';
import { load } from '@samspel/platform/backup/load';
import { openDatabase, openPool } from '@samspel/platform/db/open-database';
import { migrateToLatest } from '@samspel/server/migrate';
import { compactDocument } from '@samspel/sync/compaction/compact-document';
import {
  appendServerEdit,
  beginNewHistories,
  createDocuments,
  readUpdates,
} from '@samspel/sync/store/documents';
import { findAuthor, readHistory } from '@samspel/sync/store/history';
import type { Kysely } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import * as Y from 'yjs';
import '../support/global-setup.ts';

// As an operator's own PostgreSQL has it: an owner who is no superuser.
const owner = `owner_${randomBytes(6).toString('hex')}`;
const databases = [1, 2].map((n) => `documents_${n}_${randomBytes(6).toString('hex')}`);
const schemas = ['samspel', 'sync', 'auth', 'bullmq'];
const name = 'text/backup/1';

async function asSuperuser(...statements: string[]): Promise<void> {
  const client = new pg.Client(inject('postgresUrl'));
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

function urlOf(database: string): string {
  const url = new URL(inject('postgresUrl'));
  url.username = owner;
  url.password = 'x';
  url.pathname = `/${database}`;
  return url.toString();
}

beforeAll(async () => {
  await asSuperuser(`create role ${owner} login createrole nosuperuser password 'x'`);
  for (const role of ['samspel_app', 'samspel_hub', 'samspel_queue']) {
    await asSuperuser(`grant ${role} to ${owner} with admin option`);
  }
  for (const database of databases) {
    await asSuperuser(`create database ${database} owner ${owner}`);
    await migrateToLatest(urlOf(database), { info: () => {} });
  }
});
afterAll(async () => {
  for (const database of databases) await asSuperuser(`drop database ${database} with (force)`);
  await asSuperuser(`drop owned by ${owner} cascade`, `drop role ${owner}`);
});

async function write(db: Kysely<unknown>, text: string, actorId: string): Promise<number> {
  const doc = new Y.Doc();
  doc.getText(actorId).insert(0, text);
  await appendServerEdit(db, name, Y.encodeStateAsUpdate(doc), actorId);
  return doc.clientID;
}

async function contentOf(db: Kysely<unknown>) {
  const { updates, head } = (await readUpdates(db, [name])).get(name)!;
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  const history: unknown[] = [];
  for await (const { seq, at, actorId, data } of readHistory(db, name)) {
    history.push({ seq, at, actorId, data: Buffer.from(data).toString('hex') });
  }
  return { head, history, state: Buffer.from(Y.encodeStateAsUpdate(doc)).toString('hex') };
}

test('documents come back with snapshot, tail and authorship, and go on', async () => {
  const [source, target] = databases.map((database) => ({
    url: urlOf(database),
    db: openDatabase<unknown>({
      url: urlOf(database),
      role: 'samspel_app',
      applicationName: 'test-backup',
    }),
    owner: openDatabase<unknown>({ url: urlOf(database), applicationName: 'test-backup-owner' }),
    pool: openPool({ url: urlOf(database), role: 'samspel_app', applicationName: 'test-compact' }),
  })) as [Side, Side];
  await createDocuments(source.db, [{ name, scope: 's', kind: 'text', shapeVersion: 1 }]);
  const client = await write(source.db, 'tidigt', 'anna');
  await write(source.db, 'också', 'bert');
  expect(await compact(source)).toBe('compacted');
  await write(source.db, 'svans', 'cilla');
  const before = await contentOf(source.db);
  expect(before.history).toHaveLength(3);

  const archive: Buffer[] = [];
  for await (const chunk of dump({ url: source.url, schemas, async *files() {} })) {
    archive.push(chunk);
  }
  const stream = async function* () {
    yield* archive;
  };
  const backup = await inspectBackup(stream());
  await load({ url: target.url, schemas, backup, stream: stream(), writeFile: async () => {} });
  await beginNewHistories(target.owner);

  expect(await contentOf(target.db)).toEqual(before);
  const author = await findAuthor(target.db, name, { client, clock: 2 });
  expect(author).toMatchObject({ actorId: 'anna', seq: 1 });
  await write(target.db, 'efteråt', 'dan');
  expect(await compact(target)).toBe('compacted');
  const after = await contentOf(target.db);
  expect(after).toMatchObject({ head: 4 });
  expect(after.history.slice(0, 3)).toEqual(before.history);
  for (const { db, owner: own, pool } of [source, target]) {
    await Promise.all([db.destroy(), own.destroy(), pool.end()]);
  }
});

interface Side {
  url: string;
  db: Kysely<unknown>;
  owner: Kysely<unknown>;
  pool: pg.Pool;
}

async function compact({ pool }: Side): Promise<string> {
  const { rows } = await pool.query<{ id: bigint }>('select id from sync.doc where name = $1', [
    name,
  ]);
  const judge = () => ({ verdict: 'sound' }) as const;
  return (await compactDocument({ pool, judge }, Number(rows[0]!.id))).outcome;
}
