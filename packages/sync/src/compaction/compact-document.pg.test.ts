import { openPool } from '@samspel/platform/db/open-database';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { appendServerEdit, setAccess } from '../store/documents.ts';
import { findAuthor, findWritings, readHistory } from '../store/history.ts';
import { randomEdit } from '../testing/random-edits.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { typist } from '../testing/typist.ts';
import { openLogs, sound } from '../testing/written-logs.ts';
import { compactDocument } from './compact-document.ts';
import type { Judge } from './judge.ts';
import { newLogDocument } from './log-document.ts';

const { database, pool, compact, newDocument, commit, stateOf, stored } = await openLogs();
const other = openPool({ url: database.appUrl, applicationName: 'test-compaction-2' });
afterAll(() => other.end());

const same = (a: Y.Doc, b: Y.Doc) => {
  expect(Y.decodeStateVector(Y.encodeStateVector(a))).toEqual(
    Y.decodeStateVector(Y.encodeStateVector(b)),
  );
  const deleted = (doc: Y.Doc) => Y.createDeleteSetFromStructStore(doc.store);
  expect(Y.equalDeleteSets(deleted(a), deleted(b))).toBe(true);
  expect(a.getText('text').toDelta()).toEqual(b.getText('text').toDelta());
  expect(a.getXmlFragment('content').toString()).toBe(b.getXmlFragment('content').toString());
  for (const read of [(doc: Y.Doc) => doc.getMap('map'), (doc: Y.Doc) => doc.getArray('array')]) {
    expect(read(a).toJSON()).toEqual(read(b).toJSON());
  }
};

describe('a tail that is compacted', () => {
  test.each([1, 2, 3, 4, 5, 6])(
    'says what the log said, at every length (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const { name, id } = await newDocument();
      const peers = [1, 2, 3].map((client) => {
        const doc = new Y.Doc();
        doc.clientID = client * 10;
        return doc;
      });
      const log: Uint8Array[] = [];
      let committed = 0;
      for (const peer of peers) {
        peer.on('update', (update: Uint8Array, origin: unknown) => {
          if (origin !== 'remote') log.push(update);
        });
      }
      const whole = newLogDocument();
      for (let round = 0; round < 30; round++) {
        for (let i = random.int(8); i >= 0; i--) randomEdit(random.pick(peers), random);
        const from = committed;
        const fresh = log.slice(from);
        committed = log.length;
        await commit(id, fresh);
        for (const update of fresh) Y.applyUpdate(whole, update);
        for (const peer of peers) {
          if (random.chance(0.6))
            for (const u of log.slice(0, from)) Y.applyUpdate(peer, u, 'remote');
        }
        if (random.chance(0.4)) {
          expect(await compact(id, sound, 400)).toMatchObject({ outcome: 'compacted' });
          expect(await stateOf(id)).toMatchObject({ tail: 0, snaps: 1, snap: committed });
        }
        same(await stored(name), whole);
      }
      const history: Uint8Array[] = [];
      for await (const { seq, data } of readHistory(database.app, name)) {
        expect(seq).toBe(history.push(new Uint8Array(data)));
      }
      expect(history).toEqual(log.slice(0, committed).map((update) => new Uint8Array(update)));
    },
  );

  test('takes less room, and goes on from there', async () => {
    const { id, name } = await newDocument();
    const typing = typist();
    await commit(
      id,
      Array.from({ length: 500 }, (_, i) => typing.type(`${i} `)),
    );
    const before = await stateOf(id);
    expect(await compact(id)).toMatchObject({ outcome: 'compacted', rows: 500 });
    const after = await stateOf(id);
    expect(Number(after.bytes)).toBeLessThan(Number(before.bytes) / 4);
    expect(after.bytes).toBe(after.snapBytes);
    const last = typing.type('slut');
    await commit(id, [last]);
    expect(await stateOf(id)).toMatchObject({ head: 501, snap: 500, tail: 1 });
    expect((await stateOf(id)).bytes).toBe(Number(after.bytes) + last.length);
    expect((await stored(name)).getText('text').toString()).toBe(
      typing.doc.getText('text').toString(),
    );
    expect(await compact(id)).toMatchObject({ outcome: 'compacted', rows: 1 });
    expect(await compact(id)).toEqual({ outcome: 'left' });
  });

  test('two at once: one does it, the other finds it done', async () => {
    for (let i = 0; i < 10; i++) {
      const { id, name } = await newDocument();
      const typing = typist();
      await commit(id, [typing.type('ett '), typing.type('två')]);
      const outcomes = await Promise.all(
        [pool, other].map((each) => compactDocument({ pool: each, judge: sound }, id)),
      );
      expect(outcomes.map(({ outcome }) => outcome).toSorted()).toContain('compacted');
      expect(await stateOf(id)).toMatchObject({ head: 2, snap: 2, tail: 0, history: 2, snaps: 1 });
      expect((await stored(name)).getText('text').toString()).toBe('ett två');
    }
  });

  test('what is written meanwhile stays in the tail', async () => {
    const { id, name } = await newDocument();
    const typing = typist();
    await commit(id, [typing.type('före ')]);
    const meanwhile: Judge = () => ({ verdict: 'sound' });
    const slow = {
      query: (async (query: { text: string }) => {
        if (query.text.includes('sync.compact')) await commit(id, [typing.type('under')]);
        return pool.query(query);
      }) as never,
    };
    expect(await compactDocument({ pool: slow, judge: meanwhile }, id)).toMatchObject({ rows: 1 });
    expect(await stateOf(id)).toMatchObject({ head: 2, snap: 1, tail: 1, history: 1 });
    expect((await stored(name)).getText('text').toString()).toBe('före under');
  });

  test('of a history that began anew meanwhile is not written', async () => {
    const { id } = await newDocument();
    await commit(id, [typist().type('x')]);
    const restored = {
      query: (async (query: { text: string }) => {
        if (query.text.includes('sync.compact')) {
          await sql`update sync.doc set incarnation = gen_random_uuid() where id = ${id}`.execute(
            database.owner,
          );
        }
        return pool.query(query);
      }) as never,
    };
    expect(await compactDocument({ pool: restored, judge: sound }, id)).toEqual({
      outcome: 'left',
    });
    expect(await stateOf(id)).toMatchObject({ snap: 0, tail: 1, history: 0 });
  });
});

describe('who wrote what, after the compaction', () => {
  test('is answered for every character', async () => {
    const { id, name } = await newDocument();
    const [anna, bert] = [typist(11), typist(22)];
    const a = anna.type('Anna');
    Y.applyUpdate(bert.doc, a);
    await commit(id, [a], 'anna');
    await commit(id, [bert.type('Bert')], 'bert');
    await compact(id);
    await commit(id, [anna.type('igen')], 'anna');
    const by = async (client: number, clock: number) =>
      (await findAuthor(database.app, name, { client, clock }))?.actorId;
    expect([await by(11, 0), await by(11, 3), await by(11, 5)]).toEqual(['anna', 'anna', 'anna']);
    expect([await by(22, 0), await by(22, 3)]).toEqual(['bert', 'bert']);
    expect(await by(22, 4)).toBeUndefined();
    expect((await findAuthor(database.app, name, { client: 22, clock: 1 }))?.at).toBeInstanceOf(
      Date,
    );
  });

  test('is answered for a cell with each value that it has had, to its readers', async () => {
    const { id, name, scope } = await newDocument();
    await setAccess(database.app, scope, [{ name, personId: 'reader', mode: 'read' }]);
    const doc = new Y.Doc();
    doc.clientID = 33;
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    for (const value of ['1', '2', null]) doc.getMap('lines').set('quantity', value);
    await commit(id, updates.slice(0, 2), 'anna');
    await commit(id, updates.slice(2), 'bert');
    await compact(id);
    const spots = [2, 1, 0, 7].map((clock) => ({ client: 33, clock }));
    const found = await findWritings(database.app, name, 'reader', spots);
    expect(found).toMatchObject([
      { clock: 0, actorId: 'anna', value: '1' },
      { clock: 1, actorId: 'anna', value: '2' },
      { clock: 2, actorId: 'bert', value: null },
    ]);
    expect(await findWritings(database.app, name, 'stranger', spots)).toBe('absent');
    expect(await findWritings(database.app, `${name}-no`, 'reader', spots)).toBe('absent');
  });

  test('is told to those who may read the document, and to nobody else', async () => {
    const { id, name, scope } = await newDocument();
    await setAccess(database.app, scope, [{ name, personId: 'reader', mode: 'read' }]);
    await commit(id, [typist().type('hemligt')]);
    await compact(id);
    const rowsFor = (person: string) =>
      database.app.transaction().execute(async (trx) => {
        await sql`select set_config('samspel.person', ${person}, true)`.execute(trx);
        const { rows } = await sql<{ count: number }>`
          select (select count(*) from sync.upd where doc_id = ${id})::int
            + (select count(*) from sync.snap where doc_id = ${id})::int as count`.execute(trx);
        return rows[0]!.count;
      });
    expect(await rowsFor('reader')).toBe(2);
    expect(await rowsFor('stranger')).toBe(0);
  });
});

describe('who may compact', () => {
  const call = sql`select sync.compact(1, gen_random_uuid(), 0, 1, 1, '', '', 0)`;

  test('neither the hub nor a person', async () => {
    await expect(call.execute(database.hub)).rejects.toThrow('permission denied');
    await expect(
      database.app.transaction().execute(async (trx) => {
        await sql`select set_config('samspel.person', 'p1', true)`.execute(trx);
        await call.execute(trx);
      }),
    ).rejects.toThrow('acts for nobody');
  });

  test('nobody takes anything out of the log, or writes a snapshot in another way', async () => {
    for (const db of [database.app, database.hub]) {
      for (const statement of [
        sql`delete from sync.upd`,
        sql`update sync.upd set data = ''`,
        sql`delete from sync.snap`,
        sql`insert into sync.snap (doc_id, seq, state_vector, packed) values (1, 1, '', '')`,
      ]) {
        await expect(statement.execute(db)).rejects.toThrow('permission denied');
      }
    }
  });

  test('a server edit goes on after a snapshot', async () => {
    const { id, name } = await newDocument();
    await commit(id, [typist().type('ett ')]);
    await compact(id);
    const doc = await stored(name);
    doc.once('update', () => {});
    const before = Y.encodeStateVector(doc);
    doc.getText('text').insert(4, 'två');
    await appendServerEdit(database.app, name, Y.encodeStateAsUpdate(doc, before), null);
    expect((await stored(name)).getText('text').toString()).toBe('ett två');
  });
});
