import { setTimeout as wait } from 'node:timers/promises';
import { appendServerEdit, createDocuments, readUpdates } from '@samspel/sync/store/documents';
import { readHistory } from '@samspel/sync/store/history';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  bytesOf,
  editAtRandom,
  expectConverged,
  newPeers,
} from '../../packages/sync/src/testing/peers.ts';
import { runHub } from '../../packages/sync/src/testing/running-hub.ts';
import { seededRandom } from '../../packages/sync/src/testing/seeded-random.ts';
import { testDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { startChild } from './support/child.ts';
import { report } from './support/report.ts';
import { rounds } from './support/rounds.ts';

const database = await testDatabase();
const seed = Number(process.env.SAMSPEL_SEED ?? Date.now() % 1_000_000);
const startCompactor = (env: Record<string, string> = {}) =>
  startChild('compactor.ts', { DATABASE_URL: database.url, ...env });

/** A document of many edits, all of which stand in what is expected of it. */
async function newDocument(edits: number, deep = false): Promise<{ name: string; text: string }> {
  const name = `text/${crypto.randomUUID()}`;
  await createDocuments(database.app, [{ name, scope: name, kind: 'text', shapeVersion: 1 }]);
  const doc = new Y.Doc();
  for (let i = 0; i < edits; i++) {
    const author = new Y.Doc();
    Y.applyUpdate(author, Y.encodeStateAsUpdate(doc));
    const before = Y.encodeStateVector(author);
    author.getText('text').insert(author.getText('text').length, `${i} ${'x'.repeat(40)} `);
    const update = Y.encodeStateAsUpdate(author, before);
    Y.applyUpdate(doc, update);
    await appendServerEdit(database.app, name, update, `author-${i}`);
  }
  if (deep) {
    const nested = new Y.Doc();
    let parent: Y.XmlFragment = nested.getXmlFragment('content');
    nested.transact(() => {
      for (let i = 0; i < 100; i++) {
        const child = new Y.XmlElement('div');
        parent.insert(0, [child]);
        parent = child;
      }
    });
    await appendServerEdit(database.app, name, Y.encodeStateAsUpdate(nested), 'author-deep');
  }
  return { name, text: doc.getText('text').toString() };
}

/** What may never be otherwise, whatever has been killed: all of the log, once, and the same content. */
async function expectWhole({ name, text }: { name: string; text: string }): Promise<void> {
  const doc = new Y.Doc();
  for (const update of (await readUpdates(database.app, [name])).get(name)!.updates) {
    Y.applyUpdate(doc, update);
  }
  expect(doc.store.pendingStructs).toBeNull();
  expect(doc.getText('text').toString()).toBe(text);
  const { rows } = await sql<{ head: number; snap: number; snaps: number }>`
    select d.head::int as head, d.snap_seq::int as snap,
      (select count(*)::int from sync.snap s where s.doc_id = d.id) as snaps
    from sync.doc d where d.name = ${name}`.execute(database.owner);
  const { head, snap, snaps } = rows[0]!;
  expect(snaps).toBe(snap > 0 ? 1 : 0);
  let last = 0;
  for await (const { seq, actorId } of readHistory(database.app, name)) {
    expect(seq).toBe(last + 1);
    if (actorId && actorId !== 'author-deep') expect(actorId).toBe(`author-${seq - 1}`);
    last = seq;
  }
  expect(last).toBe(head);
}

const snapOf = async (name: string) => {
  const { rows } = await sql<{ rest: number; snap: number }>`
    select (head - snap_seq)::int as rest, snap_seq::int as snap from sync.doc
    where name = ${name}`.execute(database.owner);
  return rows[0]!;
};

describe('a compactor killed', () => {
  test.each([
    ['compaction-after-read:1', 0],
    ['compaction-before-commit:1', 0],
    ['compaction-after-commit:1', 1],
    ['compaction-before-commit:3', 2],
    ['compaction-after-commit:3', 3],
  ])('at %s: the log is whole, and another goes on', async (point, steps) => {
    const document = await newDocument(40);
    const dying = startCompactor({ SAMSPEL_FAILPOINT: point });
    expect(await dying.exit).toMatchObject({ signal: 'SIGKILL' });
    const { snap } = await snapOf(document.name);
    if (steps === 0) expect(snap).toBe(0);
    else expect(snap).toBeGreaterThan(0);
    await expectWhole(document);
    expect(await startCompactor({ FAULT_ONCE: '1', FAULT_ROWS: '1' }).exit).toMatchObject({
      code: 0,
    });
    expect((await snapOf(document.name)).rest).toBe(0);
    await expectWhole(document);
  });

  test('after a repair was appended: it stands once, and all is compacted', async () => {
    const document = await newDocument(10, true);
    const dying = startCompactor({ SAMSPEL_FAILPOINT: 'compaction-after-repair' });
    expect(await dying.exit).toMatchObject({ signal: 'SIGKILL' });
    await expectWhole(document);
    expect(await startCompactor({ FAULT_ONCE: '1', FAULT_ROWS: '1' }).exit).toMatchObject({
      code: 0,
    });
    expect(await snapOf(document.name)).toEqual({ rest: 0, snap: 12 });
    await expectWhole(document);
  });

  test('two at once, again and again at random moments, while people write: nothing is lost or doubled', async () => {
    const random = seededRandom(seed);
    const hub = await runHub({ url: database.url });
    const { peers, names } = await newPeers(database, 4, hub.url, 3);
    const stop = editAtRandom(peers, random);
    const compactors = [startCompactor(), startCompactor()];
    const kills = rounds(8, 300, 0.05);
    for (; kills.due(); kills.done++) {
      const one = random.int(2);
      await compactors[one]!.ready;
      await wait(random.int(400));
      compactors[one]!.kill();
      compactors[one] = startCompactor();
    }
    stop();
    await eventually('all saved', () => peers.every(({ client }) => client.state.unsaved === 0));
    await expectConverged(database, seed, peers, names);
    report('compaction', { seed, rounds: kills.figures(), kills: { compactor: kills.done } });
    for (const name of names) {
      expect((await snapOf(name)).snap).toBeGreaterThan(0);
      const doc = new Y.Doc();
      let last = 0;
      for await (const { seq, data } of readHistory(database.app, name)) {
        expect(seq).toBe(last + 1);
        last = seq;
        Y.applyUpdate(doc, data);
      }
      const i = names.indexOf(name);
      expect(bytesOf(doc) === bytesOf(peers[0]!.documents[i]!.doc), `seed ${seed}`).toBe(true);
    }
    await Promise.all(peers.map(({ client }) => client.close()));
    await hub.stop();
  });
});

test('control: a compaction in two transactions, killed in between, would be found out', async () => {
  const document = await newDocument(10);
  await sql`update sync.doc set snap_seq = 5 where name = ${document.name}`.execute(database.owner);
  await expect(expectWhole(document)).rejects.toThrow();
});
