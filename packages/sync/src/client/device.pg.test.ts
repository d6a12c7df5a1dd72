import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, test } from 'vitest';
import { eventually } from '../../../../tests/support/eventually.ts';
import { readUpdates } from '../store/documents.ts';
import { newDocuments, newPerson } from '../testing/running-hub.ts';
import { openStage, saved, synced, textOf, type } from '../testing/stage.ts';
import { openIndexedDbOutbox } from './indexeddb-outbox.ts';
import { openMemoryOutbox } from './outbox-store.ts';
import type { TabLocks } from './tab-locks.ts';

const stage = await openStage();

/** As Web Locks behave between tabs of one browser. */
function sharedLocks(): TabLocks {
  const held = new Set<string>();
  const tryHold = async (name: string) => {
    if (held.has(name)) return null;
    held.add(name);
    return () => void held.delete(name);
  };
  return { tryHold, hold: async (name) => (await tryHold(name))! };
}

describe('the outbox on the device', () => {
  test('unsent edits survive a reload and are sent by the next page', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(stage.database.app, [anna]);
    const factory = new IDBFactory();
    const before = stage.connect(anna, { outbox: openIndexedDbOutbox(anna.personId, factory) });
    const a = before.open(names[0]!);
    type(a, 'sparad. ');
    await saved(a);
    before.pause();
    type(a, 'osänd.');
    await before.flush();
    await before.close();
    expect(await stage.stored(names[0]!)).toBe('sparad. ');
    const after = stage.connect(anna, { outbox: openIndexedDbOutbox(anna.personId, factory) });
    await eventually('sent, although no screen shows it', async () => {
      return (await stage.stored(names[0]!)) === 'sparad. osänd.';
    });
    await eventually('forgotten', () => after.state.unsaved === 0);
    const store = await openIndexedDbOutbox(anna.personId, factory);
    await eventually('removed from the device', async () => (await store.all()).length === 0);
    store.close();
  });

  test('what lies on the device is not readable without its key, and signing out leaves nothing', async () => {
    const anna = newPerson();
    const factory = new IDBFactory();
    const { names } = await newDocuments(stage.database.app, [anna]);
    const client = stage.connect(anna, { outbox: openIndexedDbOutbox(anna.personId, factory) });
    const a = client.open(names[0]!, { keep: true });
    type(a, 'hemlig lön');
    await saved(a);
    client.pause();
    type(a, 'hemlig text');
    await client.flush();
    const dump = async () => {
      const db = await new Promise<IDBDatabase>((resolve) => {
        const request = factory.open(`samspel-sync-${anna.personId}`);
        request.onsuccess = () => resolve(request.result);
      });
      const values = await Promise.all(
        ['outbox', 'documents'].map(
          (name) =>
            new Promise<unknown[]>((resolve) => {
              if (!db.objectStoreNames.contains(name)) return resolve([]);
              const request = db.transaction(name).objectStore(name).getAll();
              request.onsuccess = () => resolve(request.result);
            }),
        ),
      );
      db.close();
      return values.flat() as { data: ArrayBuffer }[];
    };
    const records = await dump();
    expect(records.length).toBeGreaterThan(0);
    for (const { data } of records)
      expect(Buffer.from(data).toString('latin1')).not.toContain('hemlig');
    await client.signOut();
    expect(await dump()).toEqual([]);
  });

  test('a kept document is shown after a reload without a line, with its unsent edits', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(stage.database.app, [anna]);
    const store = openMemoryOutbox();
    const before = stage.connect(anna, { outbox: store });
    const a = before.open(names[0]!, { keep: true });
    type(a, 'hela texten. ');
    await saved(a);
    await eventually('kept', () => store.kept(names[0]!));
    before.pause();
    type(a, 'osänd.');
    await before.flush();
    await before.close();
    const offline = stage.connect(anna, {
      outbox: store,
      ticket: () => Promise.reject(new Error('no line')),
    });
    const b = offline.open(names[0]!, { keep: true });
    await eventually('shown', () => textOf(b.doc) === 'hela texten. osänd.');
    expect(b.state).toMatchObject({ synced: false, access: 'write', unsaved: 1 });
    type(b, ' Mer.');
    await offline.close();
    const online = stage.connect(anna, { outbox: store });
    const c = online.open(names[0]!, { keep: true });
    await eventually(
      'sent',
      async () => (await stage.stored(names[0]!)) === 'hela texten. osänd. Mer.',
    );
    await eventually('same', () => textOf(c.confirmedDocument()) === 'hela texten. osänd. Mer.');
  });

  test("of two tabs one sends what a third has left, and neither sends the other's", async () => {
    const anna = newPerson();
    const { names } = await newDocuments(stage.database.app, [anna]);
    const store = openMemoryOutbox();
    const locks = sharedLocks();
    const gone = stage.connect(anna, { outbox: store, locks });
    const a = gone.open(names[0]!);
    await synced(a);
    gone.pause();
    type(a, 'kvarlämnad ');
    await gone.flush();
    const early = stage.connect(anna, { outbox: store, locks });
    await eventually('begun', () => early.state.connection === 'online');
    expect(early.state.unsaved).toBe(0);
    await gone.close();
    const one = stage.connect(anna, { outbox: store, locks });
    const two = stage.connect(anna, { outbox: store, locks });
    await eventually('sent', async () => (await stage.stored(names[0]!)) === 'kvarlämnad ');
    await eventually('done', () => one.state.unsaved + two.state.unsaved === 0);
    expect((await readUpdates(stage.database.app, names)).get(names[0]!)!.head).toBe(1);
  });

  test('control: without locks both tabs send it, and the server takes it once', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(stage.database.app, [anna]);
    const store = openMemoryOutbox();
    const noLocks: TabLocks = { hold: async () => () => {}, tryHold: async () => () => {} };
    const writer = stage.connect(anna, { outbox: store, locks: noLocks });
    const a = writer.open(names[0]!);
    await synced(a);
    writer.pause();
    type(a, 'en gång');
    await writer.flush();
    const other = stage.connect(anna, { outbox: store, locks: noLocks });
    await eventually('sent', async () => (await stage.stored(names[0]!)) === 'en gång');
    writer.resume();
    await saved(a);
    await eventually('done', () => other.state.unsaved === 0);
    expect((await readUpdates(stage.database.app, names)).get(names[0]!)!.head).toBe(1);
  });
});
