import { afterEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { limits } from '../../protocol/limits.ts';
import { packSnapshot } from '../../store/snapshots.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import { typist } from '../../testing/typist.ts';
import { silentLog } from '../hub-log.ts';
import { Builder, type BuilderNeeds } from './builder.ts';

/** A database of logs alone; what it was asked is kept. */
class Logs {
  readonly #logs = new Map<number, Uint8Array[]>();
  readonly asked: string[] = [];
  error: Error | null = null;

  write(docId: number, ...updates: Uint8Array[]): void {
    this.#logs.set(docId, [...(this.#logs.get(docId) ?? []), ...updates]);
  }

  readonly pool: SqlPool = {
    query: async ({ name, values }) => {
      this.asked.push(name!);
      if (this.error) throw this.error;
      const [docId, since = 0] = values as number[];
      // A document that is not here is one whose database never answers.
      const log = this.#logs.get(docId!) ?? (await new Promise<never>(() => {}));
      const rest = name === 'sync_read_log' ? log.slice(since) : [];
      if (name !== 'sync_read_log') return { rows: [] };
      const data = Buffer.concat(rest);
      const row = { to: log.length, counts: rest.map(() => 1), data, parts: null };
      const lengths = rest.map((update) => update.length);
      return { rows: [rest.length === 0 ? { to: null } : { ...row, lengths }] as never[] };
    },
  };
}

const builders: Builder[] = [];
afterEach(() => Promise.all(builders.splice(0).map((builder) => builder.stop())));

function newBuilder(logs: Logs, some: Partial<BuilderNeeds['limits']> = {}): Builder {
  const builder = new Builder({ reads: logs.pool, limits: { ...limits, ...some }, log: silentLog });
  builders.push(builder);
  return builder;
}

const nothing = Y.encodeStateVector(new Y.Doc());

function textOf(...updates: Uint8Array[]): string {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc.getText('text').toString();
}

function written(text: string): Uint8Array {
  return typist().type(text);
}

/** More than a small heap holds. */
function heavy(): Uint8Array {
  const doc = new Y.Doc();
  const content = doc.getXmlFragment('content');
  content.push(Array.from({ length: 100_000 }, () => new Y.XmlElement('paragraph')));
  return Y.encodeStateAsUpdate(doc);
}

describe('the thread that builds documents', () => {
  test('says what somebody lacks, all clocks and all that is deleted', async () => {
    const logs = new Logs();
    const typing = typist();
    logs.write(1, typing.type('ett '), typing.type('två'));
    const had = Y.encodeStateAsUpdate(typing.doc);
    const known = Y.encodeStateVector(typing.doc);
    typing.doc.once('update', (update: Uint8Array) => logs.write(1, update));
    typing.doc.getText('text').delete(0, 4);
    logs.write(1, typing.type(' tre'));
    const { to, update, vector, deletions } = await newBuilder(logs).describe(1, 'a', known);
    expect(to).toBe(4);
    expect(textOf(had, update)).toBe('två tre');
    expect(vector).toEqual(Y.encodeStateVector(typing.doc));
    expect(Y.decodeUpdate(deletions).structs).toEqual([]);
    expect(textOf(had, deletions)).toBe('två');
  });

  test('reads a document once for many who ask, and what came since', async () => {
    const logs = new Logs();
    const builder = newBuilder(logs);
    logs.write(1, written('ett'));
    await builder.describe(1, 'a', nothing);
    logs.write(1, written('två'));
    const { to, update } = await builder.describe(1, 'a', nothing);
    expect([to, textOf(update).length]).toEqual([2, 6]);
    const snapshots = () => logs.asked.filter((name) => name === 'sync_read_snapshot').length;
    expect(snapshots()).toBe(1);
    // A history that has begun anew is another one.
    await builder.describe(1, 'b', nothing);
    expect(snapshots()).toBe(2);
  });

  test('rewrites a snapshot', async () => {
    const { doc, type } = typist();
    type('samma');
    const packed = await packSnapshot(Y.encodeStateAsUpdateV2(doc));
    expect(textOf(await newBuilder(new Logs()).rewrite(packed))).toBe('samma');
    const damaged = newBuilder(new Logs()).rewrite(packed.subarray(4));
    await expect(damaged).rejects.toMatchObject({ why: 'unreadable' });
  });

  test('passes on what the database says, as it said it', async () => {
    const logs = new Logs();
    logs.write(1, written('x'));
    const builder = newBuilder(logs);
    logs.error = Object.assign(new Error('away'), { code: '57P01' });
    await expect(builder.describe(1, 'a', nothing)).rejects.toBe(logs.error);
    logs.error = null;
    expect(await builder.describe(1, 'a', nothing)).toMatchObject({ to: 1 });
  });

  test('builderMemoryMb: a document that is too much for it takes nobody with it', async () => {
    const logs = new Logs();
    logs.write(1, heavy());
    logs.write(2, written('kvar'));
    const builder = newBuilder(logs, { builderMemoryMb: 24 });
    const [large, small] = await Promise.allSettled([
      builder.describe(1, 'a', nothing),
      builder.describe(2, 'a', nothing),
    ]);
    expect(large).toMatchObject({ status: 'rejected', reason: { why: 'lost' } });
    expect(small).toMatchObject({ status: 'fulfilled', value: { to: 1 } });
  });

  test('builderPatienceMs: one that takes too long is given up, and the next has its turn', async () => {
    const logs = new Logs();
    logs.write(2, written('kvar'));
    const builder = newBuilder(logs, { builderPatienceMs: 3000 });
    const [silent, next] = await Promise.allSettled([
      builder.describe(1, 'a', nothing),
      builder.describe(2, 'a', nothing),
    ]);
    expect(silent).toMatchObject({ status: 'rejected', reason: { why: 'lost' } });
    expect(next).toMatchObject({ status: 'fulfilled', value: { to: 1 } });
  });

  test('builderTasks: no more wait than that; a stop lets nobody wait', async () => {
    const builder = newBuilder(new Logs(), { builderTasks: 2 });
    const asked = [1, 2, 3, 4].map((docId) => builder.describe(docId, 'a', nothing));
    const outcomes = Promise.allSettled(asked);
    await expect(asked[3]).rejects.toMatchObject({ why: 'busy' });
    await builder.stop();
    const reasons = (await outcomes).map((each) => each.status === 'rejected' && each.reason.why);
    expect(reasons).toEqual(['stopped', 'stopped', 'stopped', 'busy']);
    await expect(builder.describe(1, 'a', nothing)).rejects.toMatchObject({ why: 'stopped' });
  });
});
