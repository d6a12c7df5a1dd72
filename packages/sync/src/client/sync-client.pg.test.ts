import { IDBFactory } from 'fake-indexeddb';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { testDatabase } from '../../../../tests/support/database.ts';
import { eventually } from '../../../../tests/support/eventually.ts';
import {
  appendServerEdit,
  freezeDocuments,
  readUpdates,
  thawDocuments,
} from '../store/documents.ts';
import { disconnectPerson, issueTicket } from '../store/tickets.ts';
import {
  grant,
  newClient,
  newDocuments,
  newPerson,
  runHub,
  type TestPerson,
} from '../testing/running-hub.ts';
import type { OpenDocument } from './document-state.ts';
import { openIndexedDbOutbox } from './indexeddb-outbox.ts';
import { openMemoryOutbox } from './outbox-store.ts';
import type { SyncClient, SyncClientOptions } from './sync-client.ts';
import type { TabLocks } from './tab-locks.ts';

const database = await testDatabase();
let hub = await runHub({ url: database.url });
afterAll(() => hub.stop());

const clients: SyncClient[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

function connect(person: TestPerson, options: Partial<SyncClientOptions> = {}): SyncClient {
  const client = newClient(database.app, hub.url, person, options);
  clients.push(client);
  return client;
}

const textOf = (doc: Y.Doc) => doc.getText('text').toString();
const type = (opened: OpenDocument, text: string) => {
  opened.doc.getText('text').insert(opened.doc.getText('text').length, text);
};
const saved = (opened: OpenDocument) =>
  eventually('saved', () => opened.state.unsaved === 0 && opened.state.lastSavedAt !== null);
const synced = (opened: OpenDocument) => eventually('synced', () => opened.state.synced);

async function stored(name: string): Promise<string> {
  const doc = new Y.Doc();
  for (const update of (await readUpdates(database.app, [name])).get(name)!.updates) {
    Y.applyUpdate(doc, update);
  }
  return textOf(doc);
}

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

describe('editing together', () => {
  test('what one types the other sees, and it is in the log when it is called saved', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(database.app, [anna, bert]);
    const a = connect(anna).open(names[0]!);
    const b = connect(bert).open(names[0]!);
    type(a, 'Samverkan');
    expect(a.state.unsaved).toBe(1);
    await saved(a);
    expect(await stored(names[0]!)).toBe('Samverkan');
    await eventually('seen', () => textOf(b.doc) === 'Samverkan');
    type(b, ' ger');
    await eventually('seen', () => textOf(a.doc) === 'Samverkan ger');
    expect(textOf(a.confirmedDocument())).toBe('Samverkan ger');
  });

  test('many documents share one socket, and a closed document ends', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(database.app, [anna], 40);
    const client = connect(anna);
    const opened = names.map((name) => client.open(name));
    for (const [i, document] of opened.entries()) type(document, `del ${i}`);
    await eventually('all saved', () => client.state.unsaved === 0);
    for (const [i, name] of names.entries()) expect(await stored(name)).toBe(`del ${i}`);
    const again = client.open(names[0]!);
    opened[0]!.close();
    type(again, '!');
    await eventually('saved', () => client.state.unsaved === 0);
    expect(await stored(names[0]!)).toBe('del 0!');
  });

  test('an edit of the server reaches open screens', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(database.app, [anna]);
    const a = connect(anna).open(names[0]!);
    await synced(a);
    const doc = new Y.Doc();
    doc.getText('text').insert(0, 'från servern');
    await appendServerEdit(database.app, names[0]!, Y.encodeStateAsUpdate(doc), null);
    await eventually('seen', () => textOf(a.doc) === 'från servern', { withinMs: 3000 });
  });

  test('presence carries the name of the session, whatever the client claims', async () => {
    const [anna, bert] = [newPerson('Coordinator'), newPerson('Budget officer')];
    const { names } = await newDocuments(database.app, [anna, bert]);
    const a = connect(anna).open(names[0]!);
    const b = connect(bert).open(names[0]!);
    await Promise.all([synced(a), synced(b)]);
    a.awareness.setLocalState({ user: { name: 'Somebody else' }, cursor: 7 });
    const seen = await eventually('seen', () => {
      const state = b.awareness.getStates().get(a.doc.clientID);
      return state?.cursor === 7 && state;
    });
    expect(seen.user).toMatchObject({ id: anna.personId, name: 'Coordinator' });
    clients[0]!.pause();
    await eventually('gone', () => !b.awareness.getStates().has(a.doc.clientID));
    clients[0]!.resume();
    await eventually('back', () => b.awareness.getStates().get(a.doc.clientID)?.cursor === 7);
  });

  test('the server clock is known to the client', async () => {
    const anna = newPerson();
    await database.setClock({ offsetMs: 3_600_000 });
    const other = await runHub({ url: database.url });
    const client = newClient(database.app, other.url, anna);
    clients.push(client);
    await eventually('offset', () => Math.abs(client.state.clockOffsetMs - 3_600_000) < 2000);
    await database.setClock({ offsetMs: 0 });
    await client.close();
    await other.stop();
  });
});

describe('offline', () => {
  test('work goes on without a line, and both sides merge on return', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(database.app, [anna, bert]);
    const away = connect(anna);
    const a = away.open(names[0]!);
    const b = connect(bert).open(names[0]!);
    type(a, 'början. ');
    await saved(a);
    away.pause();
    for (let i = 0; i < 200; i++) type(a, `${i} `);
    expect(a.state).toMatchObject({ connection: 'offline', synced: true, access: 'write' });
    expect(a.state.unsaved).toBeGreaterThan(0);
    type(b, 'under tiden. ');
    await saved(b);
    away.resume();
    await saved(a);
    await eventually('same', () => textOf(a.doc) === textOf(b.doc));
    expect(textOf(a.doc)).toContain('under tiden. ');
    expect(textOf(a.doc)).toContain('199 ');
  });

  test('a hub that is killed and comes back at the same address is found again', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(database.app, [anna]);
    const a = connect(anna).open(names[0]!);
    type(a, 'ett ');
    await saved(a);
    const { port } = hub;
    await hub.stop('at once');
    type(a, 'två ');
    await eventually('offline', () => a.state.connection !== 'online');
    hub = await runHub({ url: database.url, port });
    await saved(a);
    expect(await stored(names[0]!)).toBe('ett två ');
  });

  test('a line that has gone silent is given up and made anew', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(database.app, [anna]);
    const sockets: Silenced[] = [];
    class Silenced extends WebSocket {
      silent = false;
      constructor(...args: ConstructorParameters<typeof WebSocket>) {
        super(...args);
        sockets.push(this);
        this.addEventListener('message', (event) => {
          if (this.silent) event.stopImmediatePropagation();
        });
      }
      override send(data: Parameters<WebSocket['send']>[0]): void {
        if (!this.silent) super.send(data);
      }
    }
    const a = connect(anna, { WebSocket: Silenced, heartbeatMs: 100 }).open(names[0]!);
    await synced(a);
    // As a router that forgets the connection: nothing arrives, nothing is refused.
    sockets[0]!.silent = true;
    type(a, 'kvar');
    await eventually('noticed', () => a.state.connection !== 'online');
    await saved(a);
    expect(sockets.length).toBeGreaterThan(1);
  });
});

describe('the outbox on the device', () => {
  test('unsent edits survive a reload and are sent by the next page', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(database.app, [anna]);
    const factory = new IDBFactory();
    const before = connect(anna, { outbox: openIndexedDbOutbox(anna.personId, factory) });
    const a = before.open(names[0]!);
    type(a, 'sparad. ');
    await saved(a);
    before.pause();
    type(a, 'osänd.');
    await before.flush();
    await before.close();
    expect(await stored(names[0]!)).toBe('sparad. ');
    const after = connect(anna, { outbox: openIndexedDbOutbox(anna.personId, factory) });
    await eventually('sent, although no screen shows it', async () => {
      return (await stored(names[0]!)) === 'sparad. osänd.';
    });
    await eventually('forgotten', () => after.state.unsaved === 0);
    const store = await openIndexedDbOutbox(anna.personId, factory);
    await eventually('removed from the device', async () => (await store.all()).length === 0);
    store.close();
  });

  test('what lies on the device is not readable without its key, and signing out leaves nothing', async () => {
    const anna = newPerson();
    const factory = new IDBFactory();
    const { names } = await newDocuments(database.app, [anna]);
    const client = connect(anna, { outbox: openIndexedDbOutbox(anna.personId, factory) });
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
    const { names } = await newDocuments(database.app, [anna]);
    const store = openMemoryOutbox();
    const before = connect(anna, { outbox: store });
    const a = before.open(names[0]!, { keep: true });
    type(a, 'hela texten. ');
    await saved(a);
    await eventually('kept', () => store.kept(names[0]!));
    before.pause();
    type(a, 'osänd.');
    await before.flush();
    await before.close();
    const offline = connect(anna, {
      outbox: store,
      ticket: () => Promise.reject(new Error('no line')),
    });
    const b = offline.open(names[0]!, { keep: true });
    await eventually('shown', () => textOf(b.doc) === 'hela texten. osänd.');
    expect(b.state).toMatchObject({ synced: false, access: 'write', unsaved: 1 });
    type(b, ' Mer.');
    await offline.close();
    const online = connect(anna, { outbox: store });
    const c = online.open(names[0]!, { keep: true });
    await eventually('sent', async () => (await stored(names[0]!)) === 'hela texten. osänd. Mer.');
    await eventually('same', () => textOf(c.confirmedDocument()) === 'hela texten. osänd. Mer.');
  });

  test("of two tabs one sends what a third has left, and neither sends the other's", async () => {
    const anna = newPerson();
    const { names } = await newDocuments(database.app, [anna]);
    const store = openMemoryOutbox();
    const locks = sharedLocks();
    const gone = connect(anna, { outbox: store, locks });
    const a = gone.open(names[0]!);
    await synced(a);
    gone.pause();
    type(a, 'kvarlämnad ');
    await gone.flush();
    const early = connect(anna, { outbox: store, locks });
    await eventually('begun', () => early.state.connection === 'online');
    expect(early.state.unsaved).toBe(0);
    await gone.close();
    const one = connect(anna, { outbox: store, locks });
    const two = connect(anna, { outbox: store, locks });
    await eventually('sent', async () => (await stored(names[0]!)) === 'kvarlämnad ');
    await eventually('done', () => one.state.unsaved + two.state.unsaved === 0);
    expect((await readUpdates(database.app, names)).get(names[0]!)!.head).toBe(1);
  });

  test('control: without locks both tabs send it, and the server takes it once', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(database.app, [anna]);
    const store = openMemoryOutbox();
    const noLocks: TabLocks = { hold: async () => () => {}, tryHold: async () => () => {} };
    const writer = connect(anna, { outbox: store, locks: noLocks });
    const a = writer.open(names[0]!);
    await synced(a);
    writer.pause();
    type(a, 'en gång');
    await writer.flush();
    const other = connect(anna, { outbox: store, locks: noLocks });
    await eventually('sent', async () => (await stored(names[0]!)) === 'en gång');
    writer.resume();
    await saved(a);
    await eventually('done', () => other.state.unsaved === 0);
    expect((await readUpdates(database.app, names)).get(names[0]!)!.head).toBe(1);
  });
});

describe('edits that the server does not take', () => {
  test('a freeze hands unsent edits back, and the document shows what the server has', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(database.app, [anna, bert]);
    const client = connect(anna);
    const a = client.open(names[0]!);
    type(a, 'inlämnad. ');
    await saved(a);
    client.pause();
    type(a, 'för sent.');
    await freezeDocuments(database.app, names, 'submitted');
    client.resume();
    await eventually('refused', () => a.state.refused);
    expect(a.state).toMatchObject({
      frozen: 'submitted',
      refused: { reason: 'frozen' },
      unsaved: 0,
    });
    expect(client.state.refused).toBe(1);
    expect(textOf(a.doc)).toBe('inlämnad. för sent.');
    expect(textOf(a.confirmedDocument())).toBe('inlämnad. ');
    expect(textOf(a.unsentDocument())).toBe('inlämnad. för sent.');
    const { generation } = a.state;
    expect(a.takeRefused()).toHaveLength(1);
    expect(a.state).toMatchObject({ refused: null, generation: generation + 1 });
    expect(textOf(a.doc)).toBe('inlämnad. ');
    expect(await stored(names[0]!)).toBe('inlämnad. ');
    await thawDocuments(database.app, names);
    await eventually('thawed', () => a.state.frozen === null);
    type(a, 'åter öppen.');
    await saved(a);
    await eventually('taken', async () => (await stored(names[0]!)) === 'inlämnad. åter öppen.');
  });

  test("a freeze while the line is up is pushed; after the thaw the author's edits go through", async () => {
    const anna = newPerson();
    const { names } = await newDocuments(database.app, [anna]);
    const a = connect(anna).open(names[0]!);
    await synced(a);
    await freezeDocuments(database.app, names, 'submitting');
    await eventually('pushed', () => a.state.frozen === 'submitting', { withinMs: 900 });
    type(a, 'skrivet under frysning');
    await thawDocuments(database.app, names);
    await saved(a);
    expect(await stored(names[0]!)).toBe('skrivet under frysning');
    expect(a.state.refused).toBeNull();
  });

  test('refused edits survive a reload, are not shown as content, and can be sent again', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(database.app, [anna]);
    const store = openMemoryOutbox();
    const first = connect(anna, { outbox: store });
    const a = first.open(names[0]!);
    await synced(a);
    first.pause();
    type(a, 'nekad');
    await freezeDocuments(database.app, names, 'signed');
    first.resume();
    await eventually('refused', () => a.state.refused);
    await first.close();
    const second = connect(anna, { outbox: store });
    const b = second.open(names[0]!);
    await synced(b);
    await eventually('known', () => b.state.refused?.count === 1);
    expect(textOf(b.doc)).toBe('');
    expect(textOf(b.unsentDocument())).toBe('nekad');
    await thawDocuments(database.app, names);
    await eventually('thawed', () => b.state.frozen === null);
    expect(b.state.refused).not.toBeNull();
    b.resendRefused();
    await saved(b);
    expect(await stored(names[0]!)).toBe('nekad');
    expect(textOf(b.doc)).toBe('nekad');
  });

  test('a withdrawn right is pushed, ends reading, and hands unsent edits back', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names, scope } = await newDocuments(database.app, [anna, bert]);
    const client = connect(bert);
    const a = connect(anna).open(names[0]!);
    const b = client.open(names[0]!);
    await Promise.all([synced(a), synced(b)]);
    client.pause();
    type(b, 'osänt');
    await grant(database.app, scope, names, [anna]);
    client.resume();
    await eventually('refused', () => b.state.refused?.reason === 'revoked');
    expect(b.state.access).toBe('none');
    type(a, 'hemligt');
    await saved(a);
    expect(textOf(b.doc)).not.toContain('hemligt');
    await grant(database.app, scope, names, [anna, bert]);
    client.open(names[0]!);
    await eventually(
      'may again',
      () => b.state.access === 'write' && textOf(b.doc).includes('hemligt'),
    );
  });

  test('a writer who becomes a reader goes on reading', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names, scope } = await newDocuments(database.app, [anna, bert]);
    const a = connect(anna).open(names[0]!);
    const b = connect(bert).open(names[0]!);
    await Promise.all([synced(a), synced(b)]);
    await database.app.transaction().execute(async (trx) => {
      await grant(trx, scope, names, [anna]);
      await grant(trx, scope, names, [bert], 'read');
    });
    await eventually('read only', () => b.state.access === 'read');
    await eventually('locked out', () => a.state.access === 'none');
  });

  test('an update larger than a message is refused on the device instead of breaking the line', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(database.app, [anna]);
    const a = connect(anna).open(names[0]!);
    await synced(a);
    type(a, 'x'.repeat(1_100_000));
    await eventually('refused', () => a.state.refused?.reason === 'invalid');
    a.discardRefused();
    type(a, 'går igen');
    await saved(a);
    expect(await stored(names[0]!)).toBe('går igen');
  });
});

describe('who may come in', () => {
  test('an absent document and one of others get the same answer', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(database.app, [anna]);
    const client = connect(bert);
    const foreign = client.open(names[0]!);
    const absent = client.open('text/nowhere/0');
    await eventually(
      'denied',
      () => foreign.state.access === 'none' && absent.state.access === 'none',
    );
    expect({ ...foreign.state }).toEqual({ ...absent.state });
  });

  test('a ticket opens one socket, once, and only within a minute', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(database.app, [anna]);
    const ticket = await issueTicket(database.app, anna);
    const first = connect(anna, { ticket: async () => ticket });
    await eventually('in', () => first.state.connection === 'online');
    const second = connect(anna, { ticket: async () => ticket });
    const late = await issueTicket(database.app, anna);
    await database.setClock({ offsetMs: 61_000 });
    const third = connect(anna, { ticket: async () => late });
    second.open(names[0]!);
    await eventually('refused', () => second.state.connection === 'offline');
    await eventually('refused', () => third.state.connection === 'offline');
    await database.setClock({ offsetMs: 0 });
  });

  test('who is signed out everywhere loses the open socket', async () => {
    const anna = newPerson();
    let tickets = 0;
    const client = connect(anna, {
      ticket: () => {
        tickets += 1;
        return tickets === 1
          ? issueTicket(database.app, anna)
          : Promise.reject(new Error('signed out'));
      },
    });
    await eventually('in', () => client.state.connection === 'online');
    await disconnectPerson(database.app, anna.personId);
    await eventually('out', () => client.state.connection === 'offline');
  });
});
