import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { testDatabase } from '../../../../tests/support/database.ts';
import { eventually } from '../../../../tests/support/eventually.ts';
import type { SyncClient } from '../client/sync-client.ts';
import { freezeDocuments, readUpdates, thawDocuments } from '../store/documents.ts';
import { issueDocumentToken } from '../store/tickets.ts';
import {
  grant,
  newClient,
  newDocuments,
  newPerson,
  runHub,
  type TestPerson,
} from '../testing/running-hub.ts';

const database = await testDatabase();
const hub = await runHub({ url: database.url });
const alone = await runHub({ url: database.url, open: true });
afterAll(() => Promise.all([hub.stop('at once'), alone.stop('at once')]));

const providers: WebsocketProvider[] = [];
const clients: SyncClient[] = [];
afterEach(async () => {
  for (const provider of providers.splice(0)) provider.destroy();
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

function provide(at: string, name: string, doc: Y.Doc, params: Record<string, string> = {}) {
  const provider = new WebsocketProvider(`${at}/yjs`, name, doc, { disableBc: true, params });
  providers.push(provider);
  return provider;
}

async function join(person: TestPerson, name: string, doc = new Y.Doc()) {
  const { personId, name: personName } = person;
  const token = await issueDocumentToken(database.app, {
    personId,
    documentName: name,
    name: personName,
  });
  return provide(hub.url, name, doc, { token });
}

const textOf = (doc: Y.Doc) => doc.getText('text').toString();
const add = (doc: Y.Doc, text: string) =>
  doc.getText('text').insert(doc.getText('text').length, text);

async function stored(name: string): Promise<{ text: string; head: number }> {
  const { updates, head } = (await readUpdates(database.app, [name])).get(name)!;
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return { text: textOf(doc), head };
}

describe('any Yjs client over the y-websocket endpoint', () => {
  test("writes together with a native client, and each sees the other's presence", async () => {
    const [anna, bert] = [newPerson('Coordinator'), newPerson('Budget officer')];
    const { names } = await newDocuments(database.app, [anna, bert]);
    const native = newClient(database.app, hub.url, anna);
    clients.push(native);
    const a = native.open(names[0]!);
    add(a.doc, 'inhemsk. ');
    await eventually('saved', () => a.state.unsaved === 0 && a.state.lastSavedAt);
    const doc = new Y.Doc();
    const b = await join(bert, names[0]!, doc);
    await eventually('synced', () => b.synced && textOf(doc) === 'inhemsk. ');
    add(doc, 'annan. ');
    await eventually('seen', () => textOf(a.doc) === 'inhemsk. annan. ');
    add(a.doc, 'igen.');
    await eventually('seen', () => textOf(doc) === 'inhemsk. annan. igen.');
    b.awareness.setLocalState({ user: { name: 'Not me' }, cursor: 3 });
    const user = await eventually(
      'presence',
      () => a.awareness.getStates().get(doc.clientID)?.user,
    );
    expect(user).toMatchObject({ id: bert.personId, name: 'Budget officer' });
    a.awareness.setLocalState({ cursor: 9 });
    await eventually('presence', () => b.awareness.getStates().get(a.doc.clientID)?.cursor === 9);
    b.disconnect();
    await eventually('gone', () => !a.awareness.getStates().has(doc.clientID));
  });

  test('reconnects with the same token, brings what it wrote offline, and stores deletions once', async () => {
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person]);
    const doc = new Y.Doc();
    const provider = await join(person, names[0]!, doc);
    await eventually('synced', () => provider.synced);
    add(doc, 'ett två tre');
    doc.getText('text').delete(0, 4);
    await eventually('stored', async () => (await stored(names[0]!)).text === 'två tre');
    provider.disconnect();
    add(doc, ' fyra');
    doc.getText('text').delete(0, 1);
    provider.connect();
    await eventually('stored', async () => (await stored(names[0]!)).text === 'vå tre fyra');
    const { head } = await stored(names[0]!);
    for (let i = 0; i < 3; i++) {
      provider.disconnect();
      provider.connect();
      await eventually('synced', () => provider.synced);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await stored(names[0]!)).head).toBe(head);
  });

  test('tokenMs: a token opens its own document only, and not for long', async () => {
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person], 2);
    const owner = { personId: person.personId, documentName: names[0]!, name: person.name };
    const token = await issueDocumentToken(database.app, owner);
    const codes: (number | undefined)[] = [];
    const tryWith = (name: string, params: Record<string, string>) => {
      const provider = provide(hub.url, name, new Y.Doc(), params);
      provider.on('connection-close', (event) => codes.push(event?.code));
      return provider;
    };
    tryWith(names[1]!, { token });
    await eventually('refused', () => codes.includes(4401));
    tryWith(names[0]!, {});
    await eventually('refused', () => codes.length >= 2);
    await database.setClock({ offsetMs: 601_000 });
    tryWith(names[0]!, { token });
    await eventually('refused', () => codes.length >= 3);
    await database.setClock({ offsetMs: 0 });
    expect(new Set(codes)).toEqual(new Set([4401]));
    const provider = tryWith(names[0]!, { token });
    await eventually('synced', () => provider.synced);
  });

  test('a withdrawn right closes it; a freeze refuses its edits, which come in after the thaw', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names, scope } = await newDocuments(database.app, [anna, bert]);
    const doc = new Y.Doc();
    const provider = await join(bert, names[0]!, doc);
    await eventually('synced', () => provider.synced);
    add(doc, 'före. ');
    await eventually('stored', async () => (await stored(names[0]!)).text === 'före. ');
    await freezeDocuments(database.app, names, 'signed');
    await new Promise((resolve) => setTimeout(resolve, 100));
    add(doc, 'under. ');
    add(doc, 'mera. ');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await stored(names[0]!)).text).toBe('före. ');
    await thawDocuments(database.app, names);
    await eventually(
      'stored',
      async () => (await stored(names[0]!)).text === 'före. under. mera. ',
    );
    const codes: (number | undefined)[] = [];
    provider.on('connection-close', (event) => codes.push(event?.code));
    await grant(database.app, scope, names, [anna]);
    await eventually('closed', () => codes.includes(4403));
    add(doc, 'efteråt');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await stored(names[0]!)).text).toBe('före. under. mera. ');
  });
});

describe('the engine alone', () => {
  test('opens no document of a product whose database it stands on', async () => {
    const owner = newPerson();
    const { names } = await newDocuments(database.app, [owner]);
    const native = newClient(database.app, alone.url, newPerson(), { ticket: async () => '' });
    clients.push(native);
    const opened = native.open(names[0]!);
    await eventually('refused', () => opened.state.access === 'none');
  });

  test('anyone writes any document, over either protocol', async () => {
    const name = `bench/${crypto.randomUUID()}`;
    const doc = new Y.Doc();
    const provider = provide(alone.url, name, doc);
    await eventually('synced', () => provider.synced);
    doc.getMap('anything').set('a', 1);
    const native = newClient(database.app, alone.url, newPerson(), { ticket: async () => '' });
    clients.push(native);
    const a = native.open(name);
    await eventually('seen', () => a.doc.getMap('anything').get('a') === 1);
    a.doc.getMap('anything').set('b', 2);
    await eventually('seen', () => doc.getMap('anything').get('b') === 2);
  });

  test('nobody writes in the name of a clientID whose connection lives; its owner may come back', async () => {
    const name = `bench/${crypto.randomUUID()}`;
    const victim = new Y.Doc();
    const v = provide(alone.url, name, victim);
    await eventually('synced', () => v.synced);
    add(victim, 'mitt');
    const impostor = new Y.Doc();
    impostor.clientID = victim.clientID;
    const codes: (number | undefined)[] = [];
    const i = provide(alone.url, name, impostor);
    i.on('connection-close', (event) => codes.push(event?.code));
    await eventually('synced', () => textOf(impostor) === 'mitt');
    // Yjs takes another clientID when it sees its own used by somebody else.
    impostor.clientID = victim.clientID;
    add(impostor, 'EVIL');
    await eventually('closed', () => codes.includes(4400));
    i.destroy();
    add(victim, ' eget');
    await eventually('stored', async () => (await stored(name)).text === 'mitt eget');
    v.disconnect();
    add(victim, ' åter');
    v.connect();
    await eventually('stored', async () => (await stored(name)).text === 'mitt eget åter');
  });
});
