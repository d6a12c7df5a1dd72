import { openPool } from '@samspel/platform/db/open-database';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { eventually } from '../../../../tests/support/eventually.ts';
import { compactDocument } from '../compaction/compact-document.ts';
import { documentStates } from '../store/document-states.ts';
import { setAccess } from '../store/documents.ts';
import { findSnapshot, unpackSnapshot } from '../store/snapshots.ts';
import { newDocuments, newPerson, type TestPerson } from '../testing/running-hub.ts';
import { openStage, saved, synced, textOf, type } from '../testing/stage.ts';
import type { AskForSnapshot } from './fetch-snapshot.ts';

const stage = await openStage();
const pool = openPool({ url: stage.database.appUrl, applicationName: 'test-compaction' });
afterAll(() => pool.end());

async function compact(name: string): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select id::float8 as id from sync.doc where name = ${name}`.execute(stage.database.owner);
  await compactDocument({ pool, judge: () => ({ verdict: 'sound' }) }, rows[0]!.id);
}

/** As the API answers, decompressed by the browser. */
const serve =
  ({ personId }: TestPerson): AskForSnapshot =>
  async (name) => {
    const found = await findSnapshot(stage.database.app, name, personId, 1);
    if (found === 'absent') return new Response(null, { status: 404 });
    if (found === 'none') return new Response(null, { status: 204 });
    const etag = `"${found.incarnation}.${found.seq}"`;
    return new Response(new Uint8Array(await unpackSnapshot(found.packed)), { headers: { etag } });
  };

/** Counts what comes over the socket after the greeting. */
function counted() {
  const heard = { bytes: 0 };
  class Counting extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        heard.bytes += (data as ArrayBuffer).byteLength;
      });
    }
  }
  return { heard, WebSocket: Counting };
}

async function longDocument(writers: TestPerson[]) {
  const { names, scope } = await newDocuments(stage.database.app, writers);
  const name = names[0]!;
  const author = stage.connect(writers[0]!).open(name);
  for (let i = 0; i < 20; i++) {
    type(author, `${`stycke ${i} `.repeat(200)}`);
    await saved(author);
  }
  await compact(name);
  type(author, 'svans');
  await saved(author);
  return { name, scope, author };
}

const emptyDocument = () => new Uint8Array(Y.encodeStateAsUpdateV2(new Y.Doc()));

describe('a snapshot fetched over HTTP', () => {
  test('opens a document; over the socket comes the tail alone, and work goes on', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { name, author } = await longDocument([anna, bert]);
    const { heard, WebSocket } = counted();
    const b = stage.connect(bert, { snapshot: serve(bert), WebSocket }).open(name);
    type(b, 'före allt. ');
    await synced(b);
    await saved(b);
    await eventually('same', () => textOf(b.doc) === textOf(author.doc));
    expect(textOf(b.doc)).toContain('före allt. ');
    expect(heard.bytes).toBeLessThan(2000);
    expect(textOf(b.confirmedDocument())).toBe(textOf(author.doc));
    type(author, ' mera');
    await eventually('seen', () => textOf(b.doc).endsWith(' mera'));
  });

  test.each<[string, AskForSnapshot]>([
    ['does not come', () => Promise.reject(new Error('offline'))],
    [
      'is not answered',
      (_name, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        ),
    ],
    ['is refused', async () => new Response(null, { status: 404 })],
    ['says not of when it is', async () => new Response(emptyDocument())],
    ['is damaged', async () => new Response('x', { headers: { etag: '"a.1"' } })],
    [
      'is of another history',
      async () => new Response(emptyDocument(), { headers: { etag: '"other.1"' } }),
    ],
  ])('that %s is made up for by the socket', async (_what, snapshot) => {
    const anna = newPerson();
    const { name, author } = await longDocument([anna]);
    const b = stage.connect(anna, { snapshot }).open(name);
    await eventually('same', () => b.state.synced && textOf(b.doc) === textOf(author.doc));
    expect(textOf(b.confirmedDocument())).toBe(textOf(author.doc));
  });

  test('is not asked for where the server has said that there is none', async () => {
    const anna = newPerson();
    const { name, scope, author } = await longDocument([anna]);
    const states = await documentStates(stage.database.app, scope);
    expect(states.find((state) => state.name === name)?.packed).toBe(true);
    const asked: string[] = [];
    const snapshot: AskForSnapshot = async (wanted) => {
      asked.push(wanted);
      return serve(anna)(wanted, AbortSignal.abort());
    };
    const b = stage.connect(anna, { snapshot }).open(name, { packed: false });
    await eventually('same', () => b.state.synced && textOf(b.doc) === textOf(author.doc));
    expect(asked).toEqual([]);
  });

  test('and the rest wait for what is to come first', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(stage.database.app, [anna], 2);
    const client = stage.connect(anna);
    const first = Promise.withResolvers<void>();
    const [later, sooner] = [
      client.open(names[0]!, { after: first.promise }),
      client.open(names[1]!),
    ];
    type(later, 'skrivet under tiden');
    await synced(sooner);
    type(sooner, 'hit och tillbaka');
    await saved(sooner);
    expect(later.state.synced).toBe(false);
    first.resolve();
    await saved(later);
    expect(await stage.stored(names[0]!)).toBe('skrivet under tiden');
  });

  test('that is older than the present one is followed by what was compacted since', async () => {
    const anna = newPerson();
    const { name, author } = await longDocument([anna]);
    const old = await serve(anna)(name, AbortSignal.abort());
    type(author, ' nytt');
    await saved(author);
    await compact(name);
    const b = stage.connect(anna, { snapshot: async () => old }).open(name);
    await eventually('same', () => b.state.synced && textOf(b.doc) === textOf(author.doc));
  });

  test('is nobody’s who may not read the document', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { name, scope } = await longDocument([anna, bert]);
    await setAccess(stage.database.app, scope, [{ name, personId: anna.personId, mode: 'write' }]);
    expect((await serve(bert)(name, AbortSignal.abort())).status).toBe(404);
    const b = stage.connect(bert, { snapshot: serve(bert) }).open(name);
    await eventually('denied', () => b.state.access === 'none');
    expect(textOf(b.doc)).toBe('');
  });
});
