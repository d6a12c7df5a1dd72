import { setTimeout as wait } from 'node:timers/promises';
import { openPool } from '@samspel/platform/db/open-database';
import { afterEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { eventually } from '../../../../tests/support/eventually.ts';
import { appendServerEdit } from '../store/documents.ts';
import { disconnectPerson, issueTicket } from '../store/tickets.ts';
import { newClient, newDocuments, newPerson, runHub } from '../testing/running-hub.ts';
import { openStage, saved, synced, textOf, type } from '../testing/stage.ts';

const stage = await openStage();

// A test that fails must not leave its clock to the next.
afterEach(() => stage.database.setClock({ offsetMs: 0 }));

describe('editing together', () => {
  test('what one types the other sees, and it is in the log when it is called saved', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(stage.database.app, [anna, bert]);
    const a = stage.connect(anna).open(names[0]!);
    const b = stage.connect(bert).open(names[0]!);
    type(a, 'Samverkan');
    expect(a.state.unsaved).toBe(1);
    await saved(a);
    expect(await stage.stored(names[0]!)).toBe('Samverkan');
    await eventually('seen', () => textOf(b.doc) === 'Samverkan');
    type(b, ' ger');
    await eventually('seen', () => textOf(a.doc) === 'Samverkan ger');
    expect(textOf(a.confirmedDocument())).toBe('Samverkan ger');
  });

  test('many documents share one socket, and a closed document ends', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(stage.database.app, [anna], 40);
    const client = stage.connect(anna);
    const opened = names.map((name) => client.open(name));
    for (const [i, document] of opened.entries()) type(document, `del ${i}`);
    await eventually('all saved', () => client.state.unsaved === 0);
    for (const [i, name] of names.entries()) expect(await stage.stored(name)).toBe(`del ${i}`);
    const again = client.open(names[0]!);
    opened[0]!.close();
    type(again, '!');
    await eventually('saved', () => client.state.unsaved === 0);
    expect(await stage.stored(names[0]!)).toBe('del 0!');
  });

  test('an edit of the server reaches open screens', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(stage.database.app, [anna]);
    const a = stage.connect(anna).open(names[0]!);
    await synced(a);
    const doc = new Y.Doc();
    doc.getText('text').insert(0, 'från servern');
    await appendServerEdit(stage.database.app, names[0]!, Y.encodeStateAsUpdate(doc), null);
    await eventually('seen', () => textOf(a.doc) === 'från servern');
  });

  test('presence carries the name of the session, whatever the client claims', async () => {
    const [anna, bert] = [newPerson('Coordinator'), newPerson('Budget officer')];
    const { names } = await newDocuments(stage.database.app, [anna, bert]);
    const a = stage.connect(anna).open(names[0]!);
    const b = stage.connect(bert).open(names[0]!);
    await Promise.all([synced(a), synced(b)]);
    a.awareness.setLocalState({ user: { name: 'Somebody else' }, cursor: 7 });
    const seen = await eventually('seen', () => {
      const state = b.awareness.getStates().get(a.doc.clientID);
      return state?.cursor === 7 && state;
    });
    expect(seen.user).toMatchObject({ id: anna.personId, name: 'Coordinator' });
    stage.clients[0]!.pause();
    await eventually('gone', () => !b.awareness.getStates().has(a.doc.clientID));
    stage.clients[0]!.resume();
    await eventually('back', () => b.awareness.getStates().get(a.doc.clientID)?.cursor === 7);
  });

  test('the server clock is known to the client', async () => {
    const anna = newPerson();
    await stage.database.setClock({ offsetMs: 3_600_000 });
    const other = await runHub({ url: stage.database.url });
    const client = newClient(stage.database.app, other.url, anna);
    stage.clients.push(client);
    await eventually('offset', () => Math.abs(client.state.clockOffsetMs - 3_600_000) < 2000);
    await stage.database.setClock({ offsetMs: 0 });
    await client.close();
    await other.stop();
  });

  test('nobody is told the time before the hub has asked the database for it', async () => {
    const anna = newPerson();
    await stage.database.setClock({ offsetMs: 3_600_000 });
    const reads = openPool({
      ...{ url: stage.database.url, applicationName: 'test-late-clock' },
      ...{ role: 'samspel_hub', searchPath: 'sync' },
    });
    const query = reads.query.bind(reads);
    reads.query = (async (config: { name?: string }) => {
      if (config.name === 'sync_look') await wait(300);
      return query(config as never);
    }) as never;
    const other = await stage.start({ options: { reads } });
    const offsets = new Set<number>();
    const client = newClient(stage.database.app, other.url, anna);
    stage.clients.push(client);
    client.subscribe(() => {
      if (client.state.connection === 'online') offsets.add(client.state.clockOffsetMs);
    });
    await eventually('told', () => offsets.size > 0);
    await stage.database.setClock({ offsetMs: 0 });
    await client.close();
    await other.stop();
    await reads.end();
    for (const offset of offsets) expect(Math.abs(offset - 3_600_000)).toBeLessThan(2000);
  });
});

describe('offline', () => {
  test('work goes on without a line, and both sides merge on return', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(stage.database.app, [anna, bert]);
    const away = stage.connect(anna);
    const a = away.open(names[0]!);
    const b = stage.connect(bert).open(names[0]!);
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
    const { names } = await newDocuments(stage.database.app, [anna]);
    const a = stage.connect(anna).open(names[0]!);
    type(a, 'ett ');
    await saved(a);
    const { port } = stage.hub;
    await stage.hub.stop('at once');
    type(a, 'två ');
    await eventually('offline', () => a.state.connection !== 'online');
    stage.hub = await runHub({ url: stage.database.url, port });
    await saved(a);
    expect(await stage.stored(names[0]!)).toBe('ett två ');
  });

  test('a line that has gone silent is given up and made anew', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(stage.database.app, [anna]);
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
    const a = stage.connect(anna, { WebSocket: Silenced, heartbeatMs: 100 }).open(names[0]!);
    await synced(a);
    // As a router that forgets the connection: nothing arrives, nothing is refused.
    sockets[0]!.silent = true;
    type(a, 'kvar');
    await eventually('noticed', () => a.state.connection !== 'online');
    await saved(a);
    expect(sockets.length).toBeGreaterThan(1);
  });
});

describe('who may come in', () => {
  test('an absent document and one of others get the same answer', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(stage.database.app, [anna]);
    const client = stage.connect(bert);
    const foreign = client.open(names[0]!);
    const absent = client.open('text/nowhere/0');
    await eventually(
      'denied',
      () => foreign.state.access === 'none' && absent.state.access === 'none',
    );
    expect({ ...foreign.state }).toEqual({ ...absent.state });
  });

  test('ticketMs: a ticket opens one socket, once, and only within a minute', async () => {
    const anna = newPerson();
    const { names } = await newDocuments(stage.database.app, [anna]);
    const ticket = await issueTicket(stage.database.app, anna);
    const first = stage.connect(anna, { ticket: async () => ticket });
    await eventually('in', () => first.state.connection === 'online');
    const second = stage.connect(anna, { ticket: async () => ticket });
    const late = await issueTicket(stage.database.app, anna);
    await stage.database.setClock({ offsetMs: 61_000 });
    const third = stage.connect(anna, { ticket: async () => late });
    second.open(names[0]!);
    await eventually('refused', () => second.state.connection === 'offline');
    await eventually('refused', () => third.state.connection === 'offline');
    await stage.database.setClock({ offsetMs: 0 });
  });

  test('who is signed out everywhere loses the open socket', async () => {
    const anna = newPerson();
    let tickets = 0;
    const client = stage.connect(anna, {
      ticket: () => {
        tickets += 1;
        return tickets === 1
          ? issueTicket(stage.database.app, anna)
          : Promise.reject(new Error('signed out'));
      },
    });
    await eventually('in', () => client.state.connection === 'online');
    await disconnectPerson(stage.database.app, anna.personId);
    await eventually('out', () => client.state.connection === 'offline');
  });
});
