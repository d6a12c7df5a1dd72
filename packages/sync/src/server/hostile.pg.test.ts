import { request as httpRequest } from 'node:http';
import { connect as connectTcp } from 'node:net';
import * as encoding from 'lib0/encoding';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { testDatabase } from '../../../../tests/support/database.ts';
import { eventually } from '../../../../tests/support/eventually.ts';
import type { Limits } from '../protocol/limits.ts';
import { readUpdates } from '../store/documents.ts';
import { issueTicket } from '../store/tickets.ts';
import { RawClient } from '../testing/raw-client.ts';
import {
  newDocuments,
  newPerson,
  type RunningHub,
  runHub,
  type TestPerson,
} from '../testing/running-hub.ts';

const database = await testDatabase();
const hubs: RunningHub[] = [];
const hub = await startHub();
afterAll(() => Promise.all(hubs.map((each) => each.stop('at once'))));

async function startHub(limits: Partial<Limits> = {}): Promise<RunningHub> {
  const running = await runHub({ url: database.url, limits });
  hubs.push(running);
  return running;
}

const raw: RawClient[] = [];
afterEach(() => {
  for (const client of raw.splice(0)) client.close();
});

async function enter(person: TestPerson, at = hub): Promise<RawClient> {
  const client = new RawClient(at.url);
  raw.push(client);
  return client.greet(await issueTicket(database.app, person));
}

/** The updates of a document that types, as one clientID. */
function typist(clientID?: number): { doc: Y.Doc; type(text: string): Uint8Array } {
  const doc = new Y.Doc();
  if (clientID !== undefined) doc.clientID = clientID;
  return {
    doc,
    type(text) {
      let bytes: Uint8Array = new Uint8Array();
      doc.once('update', (update: Uint8Array) => {
        bytes = update;
      });
      doc.getText('text').insert(doc.getText('text').length, text);
      return bytes;
    },
  };
}

const poison = (victim: number, clock: number, length: number) => {
  const out = encoding.createEncoder();
  for (const number of [1, 1, victim, clock, 0, length, 0]) encoding.writeVarUint(out, number);
  return encoding.toUint8Array(out);
};

async function textOf(name: string): Promise<string> {
  const doc = new Y.Doc();
  for (const update of (await readUpdates(database.app, [name])).get(name)!.updates) {
    Y.applyUpdate(doc, update);
  }
  expect(doc.store.pendingStructs).toBeNull();
  return doc.getText('text').toString();
}

describe('updates that an honest client does not send', () => {
  test("nobody writes in the name of another clientID, before or after its owner's first edit", async () => {
    const [victim, attacker] = [newPerson(), newPerson()];
    const { names } = await newDocuments(database.app, [victim, attacker]);
    const typing = typist(4711);
    const v = await enter(victim);
    const vHandle = await v.join(names[0]!, [4711]);
    const a = await enter(attacker);
    const aHandle = await a.join(names[0]!, [4711, 4712]);
    const early = await a.update(aHandle, poison(4711, 0, 1000));
    expect(early).toMatchObject({ type: 'nack', code: 'foreign' });
    expect(await v.update(vHandle, typing.type('mitt'))).toMatchObject({ type: 'ack' });
    const late = await a.update(aHandle, poison(4711, 4, 1000));
    expect(late).toMatchObject({ type: 'nack', code: 'foreign' });
    expect(await v.update(vHandle, typing.type(' eget'))).toMatchObject({ type: 'ack' });
    expect(await textOf(names[0]!)).toBe('mitt eget');
  });

  test('the owner of a clientID keeps it over a restart of the hub', async () => {
    const [victim, attacker] = [newPerson(), newPerson()];
    const { names } = await newDocuments(database.app, [victim, attacker]);
    const typing = typist(4711);
    const v = await enter(victim);
    await v.update(await v.join(names[0]!, [4711]), typing.type('mitt'));
    const other = await startHub();
    const a = await enter(attacker, other);
    const handle = await a.join(names[0]!, [4711]);
    const answer = await a.update(handle, poison(4711, 4, 5));
    expect(answer).toMatchObject({ type: 'nack', code: 'foreign' });
  });

  test("a gap in one's own clocks, or a reference to what nobody sent, is answered with what is known", async () => {
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person]);
    const client = await enter(person);
    const handle = await client.join(names[0]!);
    const typing = typist(50);
    const first = typing.type('ett');
    typing.type(' två');
    const third = typing.type(' tre');
    expect(await client.update(handle, first)).toMatchObject({ type: 'ack' });
    const gap = { type: 'nack', code: 'gap', client: 50, clock: 3 };
    expect(await client.update(handle, third)).toMatchObject(gap);
    const stranger = typist(60);
    Y.applyUpdate(stranger.doc, Y.encodeStateAsUpdate(typing.doc));
    const dangling = stranger.type('!');
    expect(await client.update(handle, dangling)).toMatchObject(gap);
    const deleting = new Y.Doc();
    Y.applyUpdate(deleting, Y.encodeStateAsUpdate(typing.doc));
    let deletion: Uint8Array = new Uint8Array();
    deleting.once('update', (update: Uint8Array) => {
      deletion = update;
    });
    deleting.getText('text').delete(8, 2);
    expect(await client.update(handle, deletion)).toMatchObject(gap);
    expect(await textOf(names[0]!)).toBe('ett');
  });

  test('what is sent twice is stored once, overlapping parts are cut off', async () => {
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person]);
    const client = await enter(person);
    const handle = await client.join(names[0]!);
    const typing = typist();
    const updates = ['ett ', 'två ', 'tre '].map((word) => typing.type(word));
    await client.update(handle, updates[0]!);
    expect(await client.update(handle, updates[0]!)).toMatchObject({ type: 'ack' });
    expect(await client.update(handle, Y.mergeUpdates(updates))).toMatchObject({ type: 'ack' });
    const stored = (await readUpdates(database.app, names)).get(names[0]!)!;
    expect(stored.head).toBe(2);
    expect(await textOf(names[0]!)).toBe('ett två tre ');
  });

  test('bytes that are no update, foreign root names and deep values are refused and the socket stays', async () => {
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person]);
    const client = await enter(person);
    const handle = await client.join(names[0]!);
    const root = new Y.Doc();
    root.getMap('somewhere').set('a', 1);
    const bad = [
      new Uint8Array([1, 2, 3]),
      new Uint8Array(),
      poison(9, 0, 2 ** 50),
      Y.encodeStateAsUpdate(root),
      Y.encodeStateAsUpdateV2(typist().doc),
    ];
    for (const update of bad) {
      expect(await client.update(handle, update)).toMatchObject({ type: 'nack', code: 'invalid' });
    }
    const good = await client.update(handle, typist().type('kvar'));
    expect(good).toMatchObject({ type: 'ack' });
  });

  test('a flood of refused updates ends the socket', async () => {
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person]);
    const client = await enter(person);
    const handle = await client.join(names[0]!);
    for (let i = 0; i < 80; i++) client.push(handle, new Uint8Array([9, 9]));
    expect(await client.closed()).toBe(4429);
  });

  test('a document that is full, and a person with too many clientIDs, get a typed answer', async () => {
    const tight = await startHub({ documentBytes: 100, clientsPerPersonAndDocument: 3 });
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person], 2);
    const client = await enter(person, tight);
    const handle = await client.join(names[0]!);
    const full = await client.update(handle, typist().type('x'.repeat(200)));
    expect(full).toMatchObject({ type: 'nack', code: 'too_large' });
    const second = await client.join(names[1]!);
    for (let i = 1; i <= 3; i++) {
      expect(await client.update(second, typist(i).type('a'))).toMatchObject({ type: 'ack' });
    }
    const fourth = await client.update(second, typist(4).type('a'));
    expect(fourth).toMatchObject({ type: 'nack', code: 'too_large' });
  });
});

describe('sockets', () => {
  const upgrade = (path: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const request = httpRequest({
        port: hub.port,
        path,
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          ...headers,
        },
      });
      request.on('response', (response) => resolve(response.statusCode!));
      request.on('upgrade', (_response, socket) => {
        socket.destroy();
        resolve(101);
      });
      request.on('error', reject);
      request.end();
    });

  test('a page of another site cannot open one; our own page and programs can', async () => {
    const protocol = { 'sec-websocket-protocol': 'samspel.sync.v1' };
    expect(await upgrade('/sync', { ...protocol, origin: 'https://evil.example' })).toBe(403);
    expect(await upgrade('/sync', { ...protocol, origin: 'null' })).toBe(403);
    expect(await upgrade('/sync', { ...protocol, origin: 'https://samspel.example' })).toBe(101);
    expect(await upgrade('/sync', protocol)).toBe(101);
    expect(await upgrade('/yjs/a/b', { origin: 'https://evil.example' })).toBe(403);
  });

  test('an unknown sub-protocol and an impossible name are refused at the door', async () => {
    expect(await upgrade('/sync', {})).toBe(400);
    expect(await upgrade('/sync', { 'sec-websocket-protocol': 'samspel.sync.v9' })).toBe(400);
    expect(await upgrade('/yjs/%ff', {})).toBe(400);
    await expect(upgrade('/elsewhere', {})).rejects.toThrow();
  });

  test('nothing is served before the greeting, and a wrong ticket gets none', async () => {
    const early = await new RawClient(hub.url).open();
    early.say({
      type: 'subscribe',
      request: 1,
      name: 'x',
      since: 0,
      incarnation: '',
      clientIds: [],
    });
    expect(await early.closed()).toBe(4400);
    const wrong = await new RawClient(hub.url).open();
    wrong.say({ type: 'hello', version: 1, ticket: 'no such ticket' });
    expect(await wrong.closed()).toBe(4401);
    const large = await new RawClient(hub.url).open();
    large.sayBytes(new Uint8Array(20_000));
    expect(await large.closed()).toBe(4400);
    const impatient = await startHub({ greetingMs: 100 });
    const silent = await new RawClient(impatient.url).open();
    expect(await silent.closed()).toBe(4408);
  });

  test('text, unknown opcodes, truncated frames and messages over 1 MiB end the socket, not the hub', async () => {
    const person = newPerson();
    const messages: [Uint8Array | string, number][] = [
      ['hello', 4400],
      [new Uint8Array([99]), 4400],
      [new Uint8Array([4, 1, 1, 200]), 4400],
      [new Uint8Array(1024 * 1024 + 1), 1009],
    ];
    for (const [message, code] of messages) {
      const client = await enter(person);
      client.sayBytes(message);
      expect(await client.closed()).toBe(code);
    }
    await enter(person);
  });

  test('documents per socket and sockets per person are limited', async () => {
    const tight = await startHub({ documentsPerSocket: 3, socketsPerPerson: 2 });
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person], 4);
    const client = await enter(person, tight);
    for (const name of names.slice(0, 3)) await client.join(name);
    await expect(client.join(names[3]!)).rejects.toThrow('too_many');
    await expect(client.join(names[0]!)).rejects.toThrow('open');
    await enter(person, tight);
    await expect(enter(person, tight)).rejects.toThrow('closed with 4409');
  });

  test('presence that is too large or in the name of another clientID is dropped', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(database.app, [anna, bert]);
    const a = await enter(anna);
    const aHandle = await a.join(names[0]!, [1]);
    const b = await enter(bert);
    await b.join(names[0]!, [2]);
    await b.next('synced');
    const state = (client: number, json: string) => {
      const out = encoding.createEncoder();
      encoding.writeVarUint(out, 1);
      encoding.writeVarUint(out, client);
      encoding.writeVarUint(out, 1);
      encoding.writeVarString(out, json);
      return encoding.toUint8Array(out);
    };
    const show = (states: Uint8Array) => a.say({ type: 'awareness', handle: aHandle, states });
    show(state(2, '{"cursor":"stolen"}'));
    show(state(1, JSON.stringify({ cursor: 'x'.repeat(5000) })));
    show(state(1, '["no object"]'));
    show(state(1, '{broken'));
    show(state(1, '{"cursor":"mine"}'));
    const seen = Buffer.from((await b.next('awareness')).states).toString();
    expect(seen).toContain('mine');
    expect(seen).not.toMatch(/stolen|xxxx|no object|broken/);
  });

  test('who sends faster than the limit is slowed down; who floods all the same is closed', async () => {
    const tight = await startHub({ updatesPerSecond: 100, updatesBurst: 50, debtBursts: 100 });
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person]);
    const client = await enter(person, tight);
    const handle = await client.join(names[0]!);
    const typing = typist();
    const begin = performance.now();
    // Apart, so that TCP holds them back and not the hub's own buffer.
    for (let i = 0; i < 149; i++) {
      client.push(handle, typing.type('a'));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(await client.update(handle, typing.type('b'))).toMatchObject({ type: 'ack' });
    await eventually('all stored', async () => (await textOf(names[0]!)).length === 150);
    expect(performance.now() - begin).toBeGreaterThan(700);
    const strict = await startHub({ updatesPerSecond: 10, updatesBurst: 20, debtBursts: 2 });
    const flooder = await enter(person, strict);
    const there = await flooder.join(names[0]!);
    const flood = Array.from({ length: 200 }, (_, i) => ({
      type: 'update' as const,
      handle: there,
      message: i + 1,
      update: typing.type('c'),
    }));
    flooder.say(...flood);
    expect(await flooder.closed()).toBe(4429);
  });

  test('a reader that never reads is cut off, and the others are served', async () => {
    const tight = await startHub({ unsentHardBytes: 512 * 1024, bytesBurst: 64 * 1024 * 1024 });
    const [writer, reader] = [newPerson(), newPerson()];
    const { names } = await newDocuments(database.app, [writer, reader]);
    const lazy = await enter(reader, tight);
    await lazy.join(names[0]!);
    await lazy.next('synced');
    lazy.socket.pause();
    const client = await enter(writer, tight);
    const handle = await client.join(names[0]!);
    const typing = typist();
    for (let i = 0; i < 60; i++) {
      const answer = await client.update(handle, typing.type(`${i}`.repeat(50_000)));
      expect(answer).toMatchObject({ type: 'ack' });
    }
    lazy.socket.resume();
    expect(await lazy.closed()).toBe(1006);
  });

  test('half a handshake and a broken connection leave nothing behind', async () => {
    for (let i = 0; i < 20; i++) {
      const socket = connectTcp(hub.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write('GET /sync HTTP/1.1\r\nUpgrade: websocket\r\n');
      socket.destroy();
    }
    await enter(newPerson());
  });
});
