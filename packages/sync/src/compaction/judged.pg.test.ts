import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { limits } from '../protocol/limits.ts';
import { quarantinedDocuments } from '../store/document-states.ts';
import { freezeDocuments, readUpdates } from '../store/documents.ts';
import { readHistory } from '../store/history.ts';
import { typist } from '../testing/typist.ts';
import { openLogs, sound } from '../testing/written-logs.ts';
import { compactDocument, judgeTail } from './compact-document.ts';
import { judgeDepth } from './judge-depth.ts';
import { findLongTails, findUnjudged } from './store.ts';

const { database, pool, compact, newDocument, commit, age, stateOf, stored } = await openLogs();

describe('a document that is not what it should be', () => {
  test('with something pending is never compacted, and is served as it is', async () => {
    const { id, name } = await newDocument();
    const typing = typist();
    typing.type('fattas ');
    await commit(id, [typing.type('svävar')]);
    expect(await compact(id)).toMatchObject({ outcome: 'quarantined' });
    expect(await stateOf(id)).toMatchObject({ snap: 0, tail: 1, history: 0 });
    const reason = 'builds on what is not there';
    expect(await quarantinedDocuments(database.app)).toEqual([{ name, reason }]);
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

  test('treeDepth: too deep a tree is cut by an edit of the server that everybody sees, and then compacted', async () => {
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

  test('repairableDepth: a frozen one is not repaired; one far too deep is not touched', async () => {
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

describe('a document whose tail is short', () => {
  const due = () => findUnjudged(pool, limits, 10_000);
  const judge = (id: number) => judgeTail({ pool, judge: judgeDepth }, id);

  test('judgeIdleMs: is judged once when nobody goes on, and its log stays as it is', async () => {
    const { id } = await newDocument();
    await commit(id, [typist().type('x')]);
    expect(await due()).not.toContain(id);
    await age(id, limits.judgeIdleMs);
    expect(await due()).toContain(id);
    expect(await judge(id)).toEqual({ outcome: 'sound' });
    expect(await due()).not.toContain(id);
    expect(await stateOf(id)).toMatchObject({ head: 1, judged: 1, snap: 0, tail: 1 });
    await commit(id, [typist().type('y')]);
    await age(id, limits.judgeIdleMs);
    expect(await due()).toContain(id);
  });

  test('judgeAtMostMs: who writes without a pause does not put it off', async () => {
    const { id } = await newDocument();
    const typing = typist();
    await commit(id, [typing.type('ett ')]);
    await age(id, limits.judgeAtMostMs - limits.judgeIdleMs);
    await commit(id, [typing.type('två ')]);
    expect(await due()).not.toContain(id);
    await age(id, limits.judgeIdleMs, 1);
    expect(await due()).toContain(id);
    expect(await judge(id)).toEqual({ outcome: 'sound' });
    expect(await stateOf(id)).toMatchObject({ head: 2, judged: 2 });
  });

  test('that was compacted is judged with what is in its snapshot', async () => {
    const { id, name } = await newDocument();
    const nest = (parent: Y.XmlFragment, depth: number) => {
      let deepest = parent;
      for (let i = 0; i < depth; i++) {
        const child = new Y.XmlElement('div');
        deepest.insert(0, [child]);
        deepest = child;
      }
      return deepest;
    };
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    let deepest: Y.XmlFragment = doc.getXmlFragment('content');
    doc.transact(() => {
      deepest = nest(deepest, 60);
    });
    await commit(id, updates.splice(0));
    expect(await compact(id, judgeDepth)).toMatchObject({ outcome: 'compacted' });
    doc.transact(() => {
      nest(deepest, 10);
    });
    await commit(id, updates.splice(0));
    await age(id, limits.judgeIdleMs);
    expect(await due()).toContain(id);
    expect(await judge(id)).toMatchObject({ outcome: 'repaired' });
    expect(await judge(id)).toEqual({ outcome: 'sound' });
    let depth = 0;
    let type: Y.XmlFragment | undefined = (await stored(name)).getXmlFragment('content');
    for (; type?.firstChild; type = type.firstChild as Y.XmlFragment) depth += 1;
    expect(depth).toBe(limits.treeDepth);
  });

  test('of many a bounded number is looked for at once', async () => {
    for (let i = 0; i < 5; i++) {
      const { id } = await newDocument();
      await commit(id, [typist().type('x')]);
      await age(id, limits.judgeIdleMs);
    }
    expect(await findUnjudged(pool, limits, 3)).toHaveLength(3);
  });
});
