import { documentShapes } from '@samspel/documents/kinds';
import { documentName } from '@samspel/documents/names';
import { openPool } from '@samspel/platform/db/open-database';
import { demoKey } from '@samspel/server/person/demo-sign-in';
import { compactDocument } from '@samspel/sync/compaction/compact-document';
import { appendServerEdit } from '@samspel/sync/store/documents';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { startFaultProxy } from '../../../tests/faults/support/fault-proxy.ts';
import { testDatabase } from '../../../tests/support/database.ts';
import { runApi, secret, type Visitor } from '../../../tests/support/running-api.ts';
import { formConsortium, openStage } from '../../../tests/support/stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
const { proposalId } = await formConsortium(stage);
const api = await runApi(database, { demo: true });
const pool = openPool({ url: database.appUrl, applicationName: 'test-compaction' });
afterAll(() => Promise.all([api.end(), pool.end()]));

async function signedIn(email: string): Promise<Visitor> {
  await stage.person(email);
  const visitor = api.browser();
  await visitor.post('/api/demo/sign-in', { email, key: demoKey(secret, email) });
  return visitor;
}

const member = await signedIn('coordinator@mobile-heights.example');
const outsider = await signedIn('outsider@elsewhere.example');
const name = documentName('workplan', proposalId);

/** The same database over a line that can be cut. */
async function overProxy() {
  const url = new URL(database.url);
  const proxy = await startFaultProxy({ port: Number(url.port) }, Math.random);
  url.port = String(proxy.port);
  return { proxy, url: url.href };
}

const pathOf = (document: string, shape = documentShapes.workplan) =>
  `/api/documents/snapshot?name=${encodeURIComponent(document)}&shape=${shape}`;

async function write(): Promise<void> {
  const doc = new Y.Doc();
  doc.getMap('packages').set(crypto.randomUUID(), 'x');
  await appendServerEdit(database.app, name, Y.encodeStateAsUpdate(doc), null);
}

async function compact(): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select id::float8 as id from sync.doc where name = ${name}`.execute(database.owner);
  const judge = () => ({ verdict: 'sound' }) as const;
  const { outcome } = await compactDocument({ pool, judge }, rows[0]!.id);
  expect(outcome).toBe('compacted');
}

describe('the snapshot of a document', () => {
  test('is empty while the document is short, then all of it, named by its moment', async () => {
    await write();
    expect((await member.get(pathOf(name))).status).toBe(204);
    await compact();
    const answer = await member.get(pathOf(name));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    const etag = answer.headers.get('etag')!;
    expect(etag).toMatch(/^"[0-9a-f-]{36}\.\d+"$/);
    const doc = new Y.Doc();
    Y.applyUpdateV2(doc, new Uint8Array(await answer.arrayBuffer()));
    expect(doc.getMap('packages').size).toBeGreaterThan(0);
    const again = () => member.get(pathOf(name), { 'if-none-match': etag });
    expect((await again()).status).toBe(304);
    await write();
    await compact();
    expect((await again()).status).toBe(200);
  });

  test('is not for a page that is older than the document', async () => {
    expect((await member.get(pathOf(name, 1))).status).toBe(204);
    const unsaid = `/api/documents/snapshot?name=${encodeURIComponent(name)}`;
    expect((await member.get(unsaid)).status).toBe(204);
    expect((await member.get(pathOf(name, 0))).status).toBe(404);
  });

  test('is the same answer for what is another’s, absent, or no name; a visitor signs in first', async () => {
    const answers = new Set<string>();
    for (const other of [
      name,
      documentName('workplan', crypto.randomUUID()),
      '',
      'x\0y',
      'å'.repeat(600),
    ]) {
      const answer = await outsider.get(pathOf(other));
      answers.add(`${answer.status} ${await answer.text()}`);
    }
    answers.add(
      await outsider
        .get('/api/documents/snapshot')
        .then(async (a) => `${a.status} ${await a.text()}`),
    );
    expect([...answers]).toEqual(['404 {"error":"not_found"}']);
    expect((await api.browser().get(pathOf(name))).status).toBe(401);
  });

  test('is put off while the database is away', async () => {
    const { proxy, url } = await overProxy();
    const far = await runApi({ ...database, url }, { demo: true });
    const email = 'coordinator@mobile-heights.example';
    const visitor = far.browser();
    await visitor.post('/api/demo/sign-in', { email, key: demoKey(secret, email) });
    expect((await visitor.get(pathOf(name))).ok).toBe(true);
    await proxy.stop();
    const answer = await visitor.get(pathOf(name));
    expect([answer.status, await answer.text()]).toEqual([503, '{"error":"unavailable"}']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await far.end();
  });
});
