import { randomBytes } from 'node:crypto';
import { migrateToLatest } from '@samspel/server/migrate';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import '../support/global-setup.ts';
import { dump, openLongClient } from '@samspel/platform/backup/dump';
import { inspectBackup } from '@samspel/platform/backup/inspect';
import { filledTables, load } from '@samspel/platform/backup/load';

// As an operator's own PostgreSQL has it: an owner who is no superuser and whom row security binds.
const owner = `owner_${randomBytes(6).toString('hex')}`;
const made: string[] = [];
const schemas = ['samspel', 'sync', 'auth', 'bullmq'];
const files = new Map([['ab/abc', Buffer.from('a file')]]);

async function asSuperuser(statement: string): Promise<void> {
  const client = new pg.Client(inject('postgresUrl'));
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

async function freshDatabase(): Promise<string> {
  const name = `backup_${randomBytes(6).toString('hex')}`;
  await asSuperuser(`create database ${name} owner ${owner}`);
  made.push(name);
  const url = new URL(inject('postgresUrl'));
  url.username = owner;
  url.password = 'x';
  url.pathname = `/${name}`;
  await migrateToLatest(url.toString(), { info: () => {} });
  return url.toString();
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = await openLongClient(url, 'test');
  try {
    await client.query("select set_config('samspel.system', 'on', false)");
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function backUp(url: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream = dump({
    url,
    schemas,
    async *files() {
      for (const [name, content] of files) yield { name, read: async () => content };
    },
  });
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* streamOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

async function restore(url: string, archive: Buffer): Promise<Map<string, Buffer>> {
  const written = new Map<string, Buffer>();
  await load({
    url,
    schemas,
    backup: await inspectBackup(streamOf(archive)),
    stream: streamOf(archive),
    writeFile: async (name, content) => {
      written.set(name, content);
    },
  });
  return written;
}

const fill = `
  insert into samspel.person (id, email, name)
    select gen_random_uuid(), 'p' || n || '@x.example', E'tab\\t, line\\n and \\\\ back ' || n
    from generate_series(1, 2000) n;
  insert into samspel.organisation (id, name, short_name, kind)
    values ('00000000-0000-7000-8000-000000000001', 'Tillväxtverket', 'TVV', 'authority');
  insert into samspel.call (id, code, authority_id, status, opens_at, closes_at, definition)
    values ('00000000-0000-7000-8000-000000000002', 'C', '00000000-0000-7000-8000-000000000001',
      'published', '2026-01-01', '2027-01-01', '{"å": 1.50}');
  insert into samspel.proposal (id, call_id, title, status, created_by)
    select '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000002', 'T', 'draft', id
    from samspel.person limit 1;
  insert into samspel.aggregate (id, kind) values ('00000000-0000-7000-8000-000000000004', 'proposal');
  insert into samspel.event (id, aggregate_id, aggregate_kind, version, type, payload, at, hash)
    values (gen_random_uuid(), '00000000-0000-7000-8000-000000000004', 'proposal', 1, 't', '{}',
      samspel.now(), '\\x00ff');
`;

const counts = `select (select count(*)::int from samspel.person) as people,
  (select count(*)::int from samspel.proposal) as proposals,
  (select name from samspel.person where email = 'p7@x.example') as name,
  (select definition::text from samspel.call) as definition,
  (select hash from samspel.event) as hash`;

describe('backup and restore', () => {
  let source = '';
  let archive: Buffer = Buffer.alloc(0);

  beforeAll(async () => {
    await asSuperuser(`create role ${owner} login createrole nosuperuser password 'x'`);
    for (const role of ['samspel_app', 'samspel_hub', 'samspel_queue']) {
      await asSuperuser(`grant ${role} to ${owner} with admin option`);
    }
    source = await freshDatabase();
    await query(source, fill);
    archive = await backUp(source);
  });

  afterAll(async () => {
    for (const name of made) await asSuperuser(`drop database if exists ${name} with (force)`);
    await asSuperuser(`drop owned by ${owner} cascade`);
    await asSuperuser(`drop role if exists ${owner}`);
  });

  test('brings every row and file into an empty database, guards included', async () => {
    const target = await freshDatabase();
    expect(await filledTables(target, schemas)).toEqual([]);
    expect(await restore(target, archive)).toEqual(files);
    expect(await query(target, counts)).toEqual(await query(source, counts));
    const asleep = "select tgname from pg_trigger where not tgisinternal and tgenabled <> 'O'";
    expect(await query(target, asleep)).toEqual(await query(source, asleep));
    expect(await query(target, asleep)).toEqual([]);
    await expect(query(target, 'update samspel.proposal set call_id = id')).rejects.toThrow(
      'foreign key',
    );
    const [guarded] = await query(
      target,
      "select relforcerowsecurity as forced from pg_class where oid = 'samspel.proposal'::regclass",
    );
    expect(guarded).toEqual({ forced: true });
    expect((await backUp(target)).length).toBe(archive.length);
  });

  test('replaces what was there, or leaves it all when the rows do not come out as they went in', async () => {
    const target = await freshDatabase();
    await query(
      target,
      "insert into samspel.person (id, email, name) values (gen_random_uuid(), 'old@x.example', 'old')",
    );
    const backup = await inspectBackup(streamOf(archive));
    const person = backup.manifest.tables.find((table) => table.name === 'person');
    if (person) person.rowSum = '0'.repeat(64);
    const stream = streamOf(archive);
    await expect(
      load({ url: target, schemas, backup, stream, writeFile: async () => {} }),
    ).rejects.toThrow('otherwise than it went in');
    expect(await query(target, 'select email from samspel.person')).toEqual([
      { email: 'old@x.example' },
    ]);
    await restore(target, archive);
    expect(await query(target, counts)).toEqual(await query(source, counts));
  });

  test('any flipped byte and any cut is found before the database is touched', async () => {
    for (let tries = 0; tries < 60; tries += 1) {
      const damaged = Buffer.from(archive);
      const at = Math.floor((archive.length * tries) / 60);
      damaged[at] = damaged[at]! ^ 0x20;
      const same = await inspectBackup(streamOf(damaged)).then(
        (found) => found,
        () => 'found out',
      );
      // Padding and unused header fields carry nothing: a flip there may pass, with the same content.
      if (same !== 'found out') expect(same).toEqual(await inspectBackup(streamOf(archive)));
    }
    await expect(inspectBackup(streamOf(archive.subarray(0, -2048)))).rejects.toThrow();
    await expect(inspectBackup(streamOf(Buffer.from('no backup')))).rejects.toThrow();
  });

  test('a table whose rows the backup could not see stops it', async () => {
    const target = await freshDatabase();
    await query(target, 'create table samspel.hidden (id integer)');
    await query(target, 'alter table samspel.hidden enable row level security');
    await query(target, 'alter table samspel.hidden force row level security');
    await expect(backUp(target)).rejects.toThrow('samspel.hidden');
  });
});
