import { openPool } from '@samspel/platform/db/open-database';
import { sql } from 'kysely';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { eventually } from '../../../../tests/support/eventually.ts';
import { compactDocument } from '../compaction/compact-document.ts';
import { judgeDepth } from '../compaction/judge-depth.ts';
import { beginNewHistories } from '../store/documents.ts';
import { issueDocumentToken } from '../store/tickets.ts';
import { newDocuments, newPerson, runHub } from '../testing/running-hub.ts';
import { openStage, saved, synced, textOf, type } from '../testing/stage.ts';
import { typist } from '../testing/typist.ts';
import { openMemoryOutbox } from './outbox-store.ts';

const stage = await openStage();
const pool = openPool({ url: stage.database.appUrl, applicationName: 'test-compaction' });
afterAll(() => pool.end());
const providers: WebsocketProvider[] = [];
afterEach(() => {
  for (const provider of providers.splice(0)) provider.destroy();
});

async function compact(name: string): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select id::float8 as id from sync.doc where name = ${name}`.execute(stage.database.owner);
  const outcome = await compactDocument({ pool, judge: judgeDepth }, rows[0]!.id);
  expect(outcome).toMatchObject({ outcome: 'compacted' });
}

/** Writes much that is deleted again: its history is longer than what is left of it. */
async function writeLong(opened: ReturnType<ReturnType<typeof stage.connect>['open']>) {
  const text = opened.doc.getText('text');
  for (let i = 0; i < 40; i++) {
    type(opened, `${'mellan '.repeat(20)}`);
    await saved(opened);
    text.delete(0, text.length);
  }
  type(opened, 'kvar. ');
  await saved(opened);
}

/** Sequence numbers and sizes of what a client is sent for a document. */
async function batchesOf(name: string, since: number, person: ReturnType<typeof newPerson>) {
  const client = await stage.enter(person);
  const handle = await client.join(name, [], since);
  await client.next('synced');
  return client.replies.flatMap((reply) =>
    reply.type === 'batch' && reply.handle === handle
      ? [{ from: reply.from, to: reply.to, updates: reply.updates.length }]
      : [],
  );
}

describe('after a compaction', () => {
  test('who comes anew gets the snapshot and the tail, and edits go on', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(stage.database.app, [anna, bert]);
    const name = names[0]!;
    const a = stage.connect(anna).open(name);
    await writeLong(a);
    await compact(name);
    type(a, 'svans. ');
    await saved(a);
    const b = stage.connect(bert).open(name);
    await synced(b);
    expect(textOf(b.doc)).toBe('kvar. svans. ');
    const [first, ...rest] = await batchesOf(name, 0, bert);
    expect(first).toMatchObject({ from: 0, updates: 1 });
    expect(first!.to).toBeGreaterThan(40);
    expect(rest).toEqual([{ from: first!.to, to: first!.to + 1, updates: 1 }]);
    type(b, 'Bert.');
    await eventually('seen', () => textOf(a.doc) === 'kvar. svans. Bert.');
    expect(await stage.stored(name)).toBe('kvar. svans. Bert.');
  });

  test('who was away with unsent edits comes back over the snapshot and loses nothing', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(stage.database.app, [anna, bert]);
    const name = names[0]!;
    const away = stage.connect(anna);
    const a = away.open(name);
    const b = stage.connect(bert).open(name);
    type(a, 'gemensamt. ');
    await saved(a);
    await eventually('seen', () => textOf(b.doc) === 'gemensamt. ');
    away.pause();
    type(a, 'osänt. ');
    a.doc.getText('text').delete(0, 3);
    await writeLong(b);
    await compact(name);
    type(b, 'efter. ');
    await saved(b);
    away.resume();
    await saved(a);
    await eventually('same', () => textOf(a.doc) === textOf(b.doc));
    expect(textOf(a.doc)).toContain('osänt. ');
    expect(textOf(a.doc)).toContain('efter. ');
    expect(await stage.stored(name)).toBe(textOf(a.doc));
    expect(textOf(a.confirmedDocument())).toBe(textOf(a.doc));
  });

  test('who was away for a moment gets what was missed, not everything', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(stage.database.app, [anna]);
    const name = names[0]!;
    const a = stage.connect(anna).open(name);
    type(a, 'lång text '.repeat(500));
    await saved(a);
    for (const word of ['ett ', 'två ']) {
      type(a, word);
      await saved(a);
    }
    await compact(name);
    const client = await stage.enter(anna);
    const { rows } = await sql<{ incarnation: string }>`
      select incarnation::text as incarnation from sync.doc where name = ${name}`.execute(
      stage.database.owner,
    );
    const { incarnation } = rows[0]!;
    client.say({ type: 'subscribe', request: 90, name, since: 1, incarnation, clientIds: [] });
    await client.next('synced');
    const batches = client.replies.filter((reply) => reply.type === 'batch');
    expect(batches).toMatchObject([
      { from: 1, to: 3, updates: [expect.anything(), expect.anything()] },
    ]);
  });

  test('edits that were stored but not sent before the page went are sent over the snapshot', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(stage.database.app, [anna, bert]);
    const name = names[0]!;
    const outbox = openMemoryOutbox();
    const first = stage.connect(anna, { outbox });
    const a = first.open(name, { keep: true });
    type(a, 'hållet. ');
    await saved(a);
    await eventually('kept', () => outbox.kept(name));
    first.pause();
    type(a, 'osänt. ');
    await first.flush();
    await first.close();
    await writeLong(stage.connect(bert).open(name));
    await compact(name);
    const again = stage.connect(anna, { outbox }).open(name);
    await eventually('sent', async () => (await stage.stored(name)).includes('osänt. '));
    await eventually('same', async () => textOf(again.doc) === (await stage.stored(name)));
  });

  test('a hub that comes up knows whose clientIDs are whose, and how far they go', async () => {
    const [owner, thief] = [newPerson(), newPerson()];
    const { names } = await newDocuments(stage.database.app, [owner, thief]);
    const name = names[0]!;
    const typing = typist(4711);
    const client = await stage.enter(owner);
    const handle = await client.join(name, [4711]);
    const first = typing.type('mitt');
    expect(await client.update(handle, first)).toMatchObject({ type: 'ack' });
    await compact(name);
    const later = await stage.start();
    const own = await stage.enter(owner, later);
    const ownHandle = await own.join(name);
    expect(await own.update(ownHandle, first)).toMatchObject({ type: 'ack' });
    expect(await own.update(ownHandle, typing.type(' eget'))).toMatchObject({ type: 'ack' });
    const other = await stage.enter(thief, later);
    const stolen = await other.update(await other.join(name), typing.type('!'));
    expect(stolen).toMatchObject({ type: 'nack', code: 'foreign' });
    expect(await stage.stored(name)).toBe('mitt eget');
  });

  test('a hub that was behind passes on what was compacted before it read it', async () => {
    const behind = await stage.start({ listen: false, limits: { lookMs: 300 } });
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(stage.database.app, [anna, bert]);
    const name = names[0]!;
    const a = stage.connect(anna).open(name);
    const b = await stage.enter(bert, behind);
    await b.join(name);
    await b.next('synced');
    for (const word of ['ett ', 'två ', 'tre ']) {
      type(a, word);
      await saved(a);
    }
    await compact(name);
    const doc = new Y.Doc();
    await eventually('passed on', () => {
      for (const reply of b.replies.splice(0)) {
        if (reply.type === 'batch') for (const update of reply.updates) Y.applyUpdate(doc, update);
      }
      return textOf(doc) === 'ett två tre ';
    });
  });

  test('any Yjs client is served from the snapshot and the tail', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(stage.database.app, [anna, bert]);
    const name = names[0]!;
    const a = stage.connect(anna).open(name);
    await writeLong(a);
    await compact(name);
    type(a, 'svans. ');
    await saved(a);
    const { personId, name: personName } = bert;
    const who = { personId, documentName: name, name: personName };
    const token = await issueDocumentToken(stage.database.app, who);
    const doc = new Y.Doc();
    const options = { disableBc: true, params: { token } };
    const provider = new WebsocketProvider(`${stage.hub.url}/yjs`, name, doc, options);
    providers.push(provider);
    await eventually('there', () => provider.synced && textOf(doc) === 'kvar. svans. ');
    doc.getText('text').insert(0, 'Bert. ');
    await eventually('stored', async () => (await stage.stored(name)).startsWith('Bert. '));
  });

  test('a history that begins anew is taken up from its snapshot', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(stage.database.app, [anna]);
    const name = names[0]!;
    const client = stage.connect(anna);
    const a = client.open(name);
    await writeLong(a);
    client.pause();
    await compact(name);
    await beginNewHistories(stage.database.owner);
    const { port } = stage.hub;
    await stage.hub.stop('at once');
    stage.hub = await runHub({ url: stage.database.url, port });
    type(a, 'efteråt.');
    client.resume();
    await saved(a);
    expect(await stage.stored(name)).toBe('kvar. efteråt.');
    // What it wrote is acknowledged whether or not the snapshot has come by then.
    await eventually('confirmed', () => textOf(a.confirmedDocument()) === 'kvar. efteråt.');
  });
});
