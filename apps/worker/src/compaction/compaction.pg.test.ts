import { randomUUID } from 'node:crypto';
import { documentName } from '@samspel/documents/names';
import { readNarrative } from '@samspel/documents/narrative-document';
import { openDocument } from '@samspel/documents/open-document';
import { limits } from '@samspel/sync/protocol/limits';
import { appendServerEdit, createDocuments, readUpdates } from '@samspel/sync/store/documents';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { testDatabase } from '../../../../tests/support/database.ts';
import { eventually } from '../../../../tests/support/eventually.ts';
import { quietLog } from '../../../../tests/support/quiet-log.ts';
import {
  type Compaction,
  type CompactionOptions,
  longTail,
  startCompaction,
} from './start-compaction.ts';

const database = await testDatabase();
const running: Compaction[] = [];
afterEach(() => Promise.all(running.splice(0).map((each) => each.stop())));

function start(options: Partial<CompactionOptions> = {}) {
  const log = quietLog();
  const tail = { rows: 5, bytes: 1_000_000, idleRows: 1000, idleSeconds: 1000, ...options.tail };
  const databaseUrl = database.url;
  const compaction = startCompaction({ databaseUrl, log, everyMs: 100, ...options, tail });
  running.push(compaction);
  return { compaction, log };
}

async function newSection(): Promise<string> {
  const name = documentName('narrative', randomUUID(), 'summary');
  await createDocuments(database.app, [{ name, scope: name, kind: 'narrative', shapeVersion: 1 }]);
  return name;
}

/** How many bytes it took. */
async function write(
  name: string,
  work: (content: Y.XmlFragment) => void,
  doc = new Y.Doc(),
): Promise<number> {
  let update: Uint8Array = new Uint8Array();
  doc.once('update', (bytes: Uint8Array) => {
    update = bytes;
  });
  doc.transact(() => work(doc.getXmlFragment('content')));
  await appendServerEdit(database.app, name, update, null);
  return update.length;
}

function writeNested(name: string, depth: number): Promise<number> {
  const doc = new Y.Doc();
  // As short as its author can make it.
  doc.clientID = 7;
  const nest = (content: Y.XmlFragment) => {
    let deepest = content;
    for (let i = 0; i < depth; i++) {
      const child = new Y.XmlElement('table');
      deepest.insert(0, [child]);
      deepest = child;
    }
  };
  return write(name, nest, doc);
}

const paragraph = (text: string) => {
  const element = new Y.XmlElement('paragraph');
  element.insert(0, [new Y.XmlText(text)]);
  return element;
};

async function writeLines(name: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await write(name, (content) => content.push([paragraph(`${i}`)]));
}

const stateOf = async (name: string) => {
  const { rows } = await sql<{
    head: number;
    snap: number;
    judged: number;
    quarantine: string | null;
  }>`
    select head::int as head, snap_seq::int as snap, judged_seq::int as judged, quarantine
    from sync.doc where name = ${name}`.execute(database.owner);
  return rows[0]!;
};

async function textOf(name: string): Promise<string> {
  const { updates } = (await readUpdates(database.app, [name])).get(name)!;
  return readNarrative(openDocument('narrative', updates)).text;
}

describe('compaction in the worker', () => {
  test('takes tails that are long by number, by bytes, or left alone, and no others', async () => {
    const [many, heavy, left, short] = await Promise.all([1, 2, 3, 4].map(newSection));
    await writeLines(many!, 6);
    await write(heavy!, (content) => content.push([paragraph('x'.repeat(50_000))]));
    await writeLines(left!, 2);
    await sql`update sync.upd set at = at - interval '2 minutes'
      where doc_id = (select id from sync.doc where name = ${left!})`.execute(database.owner);
    await writeLines(short!, 2);
    start({ tail: { bytes: 40_000, idleRows: 2, idleSeconds: 60 } });
    await eventually('all three', async () => {
      const states = await Promise.all([many!, heavy!, left!].map(stateOf));
      return states.every(({ head, snap }) => snap === head);
    });
    expect(await stateOf(short!)).toMatchObject({ head: 2, snap: 0 });
    expect((await textOf(many!)).split('\n').toSorted()).toEqual(['0', '1', '2', '3', '4', '5']);
  });

  test('what breaks every editor is taken out by an edit that everybody sees', async () => {
    const name = await newSection();
    await writeLines(name, 5);
    await write(name, (content) => content.push([new Y.Map() as never]));
    const { log } = start();
    await eventually('compacted', async () => (await stateOf(name)).snap === 7);
    expect((await textOf(name)).split('\n')).toHaveLength(5);
    expect(log.lines.some((line) => line.outcome === 'repaired')).toBe(true);
  });

  test('a document that is too much for the thread is left; the others are not', async () => {
    const [large, small] = await Promise.all([newSection(), newSection()]);
    await writeLines(small, 6);
    await write(large, (content) =>
      content.push(Array.from({ length: 60_000 }, () => new Y.XmlElement('paragraph'))),
    );
    await writeLines(large, 5);
    const { compaction } = start({ memoryMb: 24 });
    await eventually('both judged', async () => {
      const [a, b] = await Promise.all([stateOf(large), stateOf(small)]);
      return a.quarantine !== null && b.snap === b.head;
    });
    expect(await stateOf(large)).toMatchObject({ snap: 0, quarantine: 'too much to be read' });
    expect(compaction.trouble()).toBeNull();
  });

  test('a stop in the middle ends at once, and the next start goes on', async () => {
    const names = await Promise.all(Array.from({ length: 6 }, newSection));
    await Promise.all(names.map((name) => writeLines(name, 6)));
    const { compaction } = start();
    await eventually('the first', async () => {
      const states = await Promise.all(names.map(stateOf));
      return states.some(({ snap }) => snap > 0);
    });
    await compaction.stop();
    running.splice(0);
    start();
    await eventually('the others', async () => {
      const states = await Promise.all(names.map(stateOf));
      return states.every(({ snap, head }) => snap === head);
    });
    for (const name of names) expect((await textOf(name)).split('\n')).toHaveLength(6);
  });

  test('by the numbers of production: one update that breaks every screen is judged, and honest documents are left alone', async () => {
    const [deep, deeper, honest] = await Promise.all([1, 2, 3].map(newSection));
    const sizes = [await writeNested(deep!, 900), await writeNested(deeper!, 20_000)];
    // Too short to be compacted, whatever is waited for.
    expect(Math.max(...sizes)).toBeLessThan(longTail.bytes);
    await writeLines(honest!, 2);
    const names = [deep!, deeper!, honest!];
    await sql`update sync.upd set at = at - make_interval(secs => ${limits.judgeIdleMs / 1000})
      where doc_id in (select id from sync.doc where name = any(${names}))`.execute(database.owner);
    const log = quietLog();
    running.push(startCompaction({ databaseUrl: database.url, log }));
    await eventually('all judged', async () => {
      const [a, b, c] = await Promise.all(names.map(stateOf));
      return a!.head === 2 && b!.quarantine && c!.judged === 2;
    });
    expect(await stateOf(deep!)).toMatchObject({ snap: 0, quarantine: null });
    expect(await stateOf(deeper!)).toMatchObject({ head: 1, quarantine: 'nested too deeply' });
    expect(await stateOf(honest!)).toMatchObject({ head: 2, snap: 0, quarantine: null });
    const outcomes = log.lines.map(({ outcome }) => outcome).filter((outcome) => outcome);
    expect(outcomes.toSorted()).toEqual(['quarantined', 'repaired']);
  });
});
