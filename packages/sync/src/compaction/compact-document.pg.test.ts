import { randomUUID } from 'node:crypto';
import { openPool } from '@samspel/platform/db/open-database';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { testDatabase } from '../../../../tests/support/database.ts';
import {
  appendServerEdit,
  createDocuments,
  freezeDocuments,
  readUpdates,
  setAccess,
} from '../store/documents.ts';
import { findAuthor, readHistory } from '../store/history.ts';
import { randomEdit } from '../testing/random-edits.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { typist } from '../testing/typist.ts';
import { compactDocument } from './compact-document.ts';
import type { Judge } from './judge.ts';
import { judgeDepth } from './judge-depth.ts';
import { newLogDocument } from './log-document.ts';
import { findLongTails } from './store.ts';

const database = await testDatabase();
const pool = openPool({ url: database.appUrl, applicationName: 'test-compaction' });
const other = openPool({ url: database.appUrl, applicationName: 'test-compaction-2' });
afterAll(() => Promise.all([pool.end(), other.end()]));

const sound: Judge = () => ({ verdict: 'sound' });
const compact = (id: number, judge = sound, stepBytes?: number) =>
  compactDocument({ pool, judge, ...(stepBytes ? { stepBytes } : {}) }, id);

async function newDocument(kind = 'text'): Promise<{ name: string; id: number; scope: string }> {
  const scope = randomUUID();
  const name = `${kind}/${scope}`;
  await createDocuments(database.app, [{ name, scope, kind, shapeVersion: 1 }]);
  const { rows } = await sql<{ id: number }>`
    select id::float8 as id from sync.doc where name = ${name}`.execute(database.owner);
  return { name, scope, id: rows[0]!.id };
}

/** As the hub would have committed them. */
async function commit(id: number, updates: readonly Uint8Array[], actorId = 'p1'): Promise<void> {
  for (const data of updates) {
    await sql`
      with moved as (
        update sync.doc set head = head + 1, bytes = bytes + ${data.length} where id = ${id}
        returning id, head
      ) insert into sync.upd (doc_id, seq, actor_id, data)
      select id, head, ${actorId}, ${data} from moved`.execute(database.owner);
  }
}

const stateOf = async (id: number) => {
  const { rows } = await sql<Record<string, number | string | null>>`
    select head::float8 as head, snap_seq::float8 as snap, bytes::float8 as bytes,
      snap_bytes::float8 as "snapBytes", quarantine,
      (select count(*)::int from sync.upd u where u.doc_id = d.id) as tail,
      (select count(*)::int from sync.history h where h.doc_id = d.id) as history,
      (select count(*)::int from sync.snap s where s.doc_id = d.id) as snaps
    from sync.doc d where id = ${id}`.execute(database.owner);
  return rows[0]!;
};

async function stored(name: string): Promise<Y.Doc> {
  const doc = newLogDocument();
  for (const update of (await readUpdates(database.app, [name])).get(name)!.updates) {
    Y.applyUpdate(doc, update);
  }
  return doc;
}

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

  test('is told to those who may read the document, and to nobody else', async () => {
    const { id, name, scope } = await newDocument();
    await setAccess(database.app, scope, [{ name, personId: 'reader', mode: 'read' }]);
    await commit(id, [typist().type('hemligt')]);
    await compact(id);
    const rowsFor = (person: string) =>
      database.app.transaction().execute(async (trx) => {
        await sql`select set_config('samspel.person', ${person}, true)`.execute(trx);
        const { rows } = await sql<{ count: number }>`
          select (select count(*) from sync.history where doc_id = ${id})::int
            + (select count(*) from sync.snap where doc_id = ${id})::int as count`.execute(trx);
        return rows[0]!.count;
      });
    expect(await rowsFor('reader')).toBe(2);
    expect(await rowsFor('stranger')).toBe(0);
  });
});

describe('a document that is not what it should be', () => {
  test('with something pending is never compacted, and is served as it is', async () => {
    const { id, name } = await newDocument();
    const typing = typist();
    typing.type('fattas ');
    await commit(id, [typing.type('svävar')]);
    expect(await compact(id)).toMatchObject({ outcome: 'quarantined' });
    expect(await stateOf(id)).toMatchObject({ snap: 0, tail: 1, history: 0 });
    expect((await readUpdates(database.app, [name])).get(name)!.updates).toHaveLength(1);
    const tail = { rows: 2, bytes: 1, idleRows: 1, idleSeconds: 0 };
    expect(await findLongTails(pool, tail)).not.toContain(id);
    await commit(id, [typing.type('!'), typing.type('!')]);
    expect(await findLongTails(pool, tail)).toContain(id);
  });

  test('whose log cannot be read is left and told; a database that is away is not its fault', async () => {
    const { id } = await newDocument();
    await commit(id, [new Uint8Array([7, 7, 7])]);
    expect(await compact(id)).toMatchObject({ outcome: 'quarantined', reason: 'cannot be read' });
    expect(await stateOf(id)).toMatchObject({ tail: 1, quarantine: 'cannot be read' });
    const { id: fine } = await newDocument();
    await commit(fine, [typist().type('x')]);
    const away = {
      query: (async (query: { text: string }) => {
        if (query.text.includes('sync.compact')) throw new Error('Connection terminated');
        return pool.query(query);
      }) as never,
    };
    await expect(compactDocument({ pool: away, judge: sound }, fine)).rejects.toThrow('terminated');
    expect(await stateOf(fine)).toMatchObject({ tail: 1, quarantine: null });
  });

  const nested = (depth: number) => {
    const doc = new Y.Doc();
    let update: Uint8Array = new Uint8Array();
    doc.on('update', (bytes: Uint8Array) => {
      update = bytes;
    });
    doc.transact(() => {
      let parent: Y.XmlFragment = doc.getXmlFragment('content');
      for (let i = 0; i < depth; i++) {
        const child = new Y.XmlElement('div');
        parent.insert(0, [child]);
        parent = child;
      }
    });
    return update;
  };

  const depthOf = (doc: Y.Doc) => {
    let depth = 0;
    let type: Y.XmlFragment | undefined = doc.getXmlFragment('content');
    for (; type?.firstChild; type = type.firstChild as Y.XmlFragment) depth += 1;
    return depth;
  };

  test('too deep a tree is cut by an edit of the server that everybody sees, and then compacted', async () => {
    const { id, name } = await newDocument();
    await commit(id, [nested(900)]);
    await commit(id, [typist().type('kvar')]);
    const step = () => compact(id, judgeDepth, 1);
    expect(await step()).toMatchObject({ outcome: 'repaired' });
    expect(await stateOf(id)).toMatchObject({ head: 3 });
    expect(depthOf(await stored(name))).toBe(64);
    expect(await step()).toMatchObject({ outcome: 'compacted' });
    const doc = await stored(name);
    expect([depthOf(doc), doc.getText('text').toString()]).toEqual([64, 'kvar']);
    const actors: (string | null)[] = [];
    for await (const { actorId } of readHistory(database.app, name)) actors.push(actorId);
    expect(actors).toEqual(['p1', 'p1', null]);
  });

  test('a frozen one is not repaired; one far too deep is not touched', async () => {
    const { id, name } = await newDocument();
    await commit(id, [nested(100)]);
    await freezeDocuments(database.app, [name], 'signed');
    expect(await compact(id, judgeDepth)).toMatchObject({ outcome: 'quarantined' });
    const far = await newDocument();
    await commit(far.id, [nested(5000)]);
    expect(await compact(far.id, judgeDepth)).toMatchObject({ outcome: 'quarantined' });
    for (const each of [id, far.id])
      expect(await stateOf(each)).toMatchObject({ head: 1, tail: 1 });
  });
});

describe('who may compact', () => {
  const call = sql`select sync.compact(1, gen_random_uuid(), 0, 1, '', '', 0)`;

  test('neither the hub nor a person', async () => {
    await expect(call.execute(database.hub)).rejects.toThrow('permission denied');
    await expect(
      database.app.transaction().execute(async (trx) => {
        await sql`select set_config('samspel.person', 'p1', true)`.execute(trx);
        await call.execute(trx);
      }),
    ).rejects.toThrow('acts for nobody');
  });

  test('nobody takes rows out of the log or the history in any other way', async () => {
    for (const db of [database.app, database.hub]) {
      for (const statement of [
        sql`delete from sync.upd`,
        sql`update sync.upd set data = ''`,
        sql`delete from sync.history`,
        sql`insert into sync.history (doc_id, seq, at, data) values (1, 1, now(), '')`,
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
