import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { testDatabase } from '../../../../tests/support/database.ts';
import {
  appendServerEdit,
  beginNewHistories,
  createDocuments,
  freezeDocuments,
  raiseShapes,
  readUpdates,
  setAccess,
  thawDocuments,
} from './documents.ts';

const database = await testDatabase();
const person = randomUUID();
const other = randomUUID();

async function newDocuments(count = 1): Promise<{ scope: string; names: string[] }> {
  const scope = randomUUID();
  const names = Array.from({ length: count }, (_, i) => `workplan/${scope}/${i}`);
  await createDocuments(
    database.app,
    names.map((name) => ({ name, scope, kind: 'workplan', shapeVersion: 1 })),
  );
  return { scope, names };
}

const edit = (work: (doc: Y.Doc) => void, before: Uint8Array[] = []) => {
  const doc = new Y.Doc();
  for (const update of before) Y.applyUpdate(doc, update);
  let bytes: Uint8Array = new Uint8Array();
  doc.on('update', (update: Uint8Array) => {
    bytes = update;
  });
  doc.transact(() => work(doc));
  return bytes;
};

const epochOf = async (name: string) => (await readUpdates(database.app, [name])).get(name)!.epoch;

describe('documents in the store', () => {
  test('creating again changes nothing', async () => {
    const { scope, names } = await newDocuments();
    await freezeDocuments(database.app, names, 'signed');
    await createDocuments(database.app, [
      { name: names[0]!, scope: 'elsewhere', kind: 'other', shapeVersion: 9 },
    ]);
    const stored = (await readUpdates(database.app, names)).get(names[0]!)!;
    expect(stored).toMatchObject({ head: 0, frozen: 'signed', shapeVersion: 1, updates: [] });
    await setAccess(database.app, scope, [{ name: names[0]!, personId: person, mode: 'read' }]);
  });

  test('only documents whose grants change get a new epoch, and grants that are not listed end', async () => {
    const { scope, names } = await newDocuments(2);
    const [a, b] = names as [string, string];
    const both = [
      { name: a, personId: person, mode: 'write' as const },
      { name: b, personId: person, mode: 'write' as const },
    ];
    await setAccess(database.app, scope, both);
    const before = [await epochOf(a), await epochOf(b)];
    await setAccess(database.app, scope, both);
    expect([await epochOf(a), await epochOf(b)]).toEqual(before);
    await setAccess(database.app, scope, [
      both[0]!,
      { ...both[1]!, mode: 'read' },
      { name: a, personId: other, mode: 'read' },
    ]);
    expect([await epochOf(a), await epochOf(b)]).toEqual([before[0]! + 1, before[1]! + 1]);
    await setAccess(database.app, scope, [both[0]!]);
    const { rows } = await sql<{ name: string; person_id: string; mode: string }>`
      select d.name, a.person_id as "personId", a.mode from sync.access a
      join sync.doc d on d.id = a.doc_id where d.scope = ${scope}`.execute(database.owner);
    expect(rows).toEqual([{ name: a, personId: person, mode: 'write' }]);
  });

  test('a grant for a document of another scope is refused whole', async () => {
    const { scope } = await newDocuments();
    const elsewhere = await newDocuments();
    await expect(
      setAccess(database.app, scope, [
        { name: elsewhere.names[0]!, personId: person, mode: 'write' },
      ]),
    ).rejects.toThrow('no document');
  });

  test('freezing twice is one epoch; another reason and the thaw are new ones', async () => {
    const { names } = await newDocuments();
    const first = await epochOf(names[0]!);
    await freezeDocuments(database.app, names, 'signed');
    await freezeDocuments(database.app, names, 'signed');
    expect(await epochOf(names[0]!)).toBe(first + 1);
    await freezeDocuments(database.app, names, 'submitting');
    await thawDocuments(database.app, names);
    await thawDocuments(database.app, names);
    expect(await epochOf(names[0]!)).toBe(first + 3);
  });

  test('a raised shape is a new epoch for what it raises, and no shape is lowered', async () => {
    const { names } = await newDocuments(2);
    const before = await epochOf(names[0]!);
    expect(await raiseShapes(database.app, { 'no such kind': 9, workplan: 3 })).toBeGreaterThan(1);
    expect(await epochOf(names[0]!)).toBe(before + 1);
    expect(await raiseShapes(database.app, { workplan: 2 })).toBe(0);
    const stored = await readUpdates(database.app, names);
    expect(names.map((name) => stored.get(name)!.shapeVersion)).toEqual([3, 3]);
  });

  test('server edits are numbered without a hole and read back in order', async () => {
    const { names } = await newDocuments();
    const name = names[0]!;
    const first = edit((doc) => doc.getText('t').insert(0, 'ett '));
    await appendServerEdit(database.app, name, first, null);
    const second = edit((doc) => doc.getText('t').insert(4, 'två'), [first]);
    await appendServerEdit(database.app, name, second, person);
    const stored = (await readUpdates(database.app, [name, 'no/such'])).get(name)!;
    expect(stored.head).toBe(2);
    const doc = new Y.Doc();
    for (const update of stored.updates) Y.applyUpdate(doc, update);
    expect(doc.getText('t').toString()).toBe('ett två');
  });

  test('a server edit that continues a known clientID, or is no update, is refused', async () => {
    const { names } = await newDocuments();
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'x');
    const whole = Y.encodeStateAsUpdate(doc);
    await appendServerEdit(database.app, names[0]!, whole, null);
    await expect(appendServerEdit(database.app, names[0]!, whole, null)).rejects.toThrow();
    const garbage = new Uint8Array([1, 2, 3]);
    await expect(appendServerEdit(database.app, names[0]!, garbage, null)).rejects.toThrow(
      'malformed',
    );
    await expect(appendServerEdit(database.app, 'no/such', whole, null)).rejects.toThrow();
  });

  test('new histories are told apart from those before, each by itself', async () => {
    const { names } = await newDocuments(2);
    const incarnations = async () => {
      const { rows } = await sql<{ incarnation: string }>`
        select incarnation::text as incarnation from sync.doc
        where name = any(${names})`.execute(database.owner);
      return rows.map((row) => row.incarnation);
    };
    const before = await incarnations();
    await beginNewHistories(database.owner);
    expect(new Set([...before, ...(await incarnations())]).size).toBe(4);
  });

  test('concurrent changes of the same scope wait for each other instead of failing', async () => {
    const { scope, names } = await newDocuments(6);
    const grants = names.map((name) => ({ name, personId: person, mode: 'write' as const }));
    await Promise.all([
      setAccess(database.app, scope, grants),
      freezeDocuments(database.app, [...names].reverse(), 'signed'),
      setAccess(database.app, scope, []),
      thawDocuments(database.app, names),
    ]);
  });
});
