import { request as httpRequest } from 'node:http';
import { connect as connectTcp } from 'node:net';
import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import { eventually } from '../../../../tests/support/eventually.ts';
import { RawClient } from '../testing/raw-client.ts';
import { newDocuments, newPerson } from '../testing/running-hub.ts';
import { openStage } from '../testing/stage.ts';
import { typist } from '../testing/typist.ts';

const stage = await openStage();

describe('sockets', () => {
  const upgrade = (path: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const request = httpRequest({
        port: stage.hub.port,
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

  test('greetingBytes, greetingMs: nothing is served before the greeting, and a wrong ticket gets none', async () => {
    const early = await new RawClient(stage.hub.url).open();
    early.say({
      type: 'subscribe',
      request: 1,
      name: 'x',
      since: 0,
      incarnation: '',
      clientIds: [],
    });
    expect(await early.closed()).toBe(4400);
    const wrong = await new RawClient(stage.hub.url).open();
    wrong.say({ type: 'hello', version: 1, ticket: 'no such ticket' });
    expect(await wrong.closed()).toBe(4401);
    const large = await new RawClient(stage.hub.url).open();
    large.sayBytes(new Uint8Array(20_000));
    expect(await large.closed()).toBe(4400);
    const impatient = await stage.start({ limits: { greetingMs: 100 } });
    const silent = await new RawClient(impatient.url).open();
    expect(await silent.closed()).toBe(4408);
  });

  test('messageBytes: text, unknown opcodes, truncated frames and messages over 1 MiB end the socket, not the hub', async () => {
    const person = newPerson();
    const messages: [Uint8Array | string, number][] = [
      ['hello', 4400],
      [new Uint8Array([99]), 4400],
      [new Uint8Array([4, 1, 1, 200]), 4400],
      [new Uint8Array(1024 * 1024 + 1), 1009],
    ];
    for (const [message, code] of messages) {
      const client = await stage.enter(person);
      client.sayBytes(message);
      expect(await client.closed()).toBe(code);
    }
    await stage.enter(person);
  });

  test('documentsPerSocket and socketsPerPerson: no more than so many', async () => {
    const tight = await stage.start({ limits: { documentsPerSocket: 3, socketsPerPerson: 2 } });
    const person = newPerson();
    const { names } = await newDocuments(stage.database.app, [person], 4);
    const client = await stage.enter(person, tight);
    for (const name of names.slice(0, 3)) await client.join(name);
    await expect(client.join(names[3]!)).rejects.toThrow('too_many');
    await expect(client.join(names[0]!)).rejects.toThrow('open');
    await stage.enter(person, tight);
    await expect(stage.enter(person, tight)).rejects.toThrow('closed with 4409');
  });

  test('awarenessBytes: presence that is too large or in the name of another clientID is dropped', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(stage.database.app, [anna, bert]);
    const a = await stage.enter(anna);
    const aHandle = await a.join(names[0]!, [1]);
    const b = await stage.enter(bert);
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

  test('updatesPerSecond, updatesBurst and debtBursts: who sends faster is slowed down, who floods all the same is closed', async () => {
    const tight = await stage.start({
      limits: { updatesPerSecond: 100, updatesBurst: 50, debtBursts: 100 },
    });
    const person = newPerson();
    const { names } = await newDocuments(stage.database.app, [person]);
    const client = await stage.enter(person, tight);
    const handle = await client.join(names[0]!);
    const typing = typist();
    const begin = performance.now();
    // Apart, so that TCP holds them back and not the hub's own buffer.
    for (let i = 0; i < 149; i++) {
      client.push(handle, typing.type('a'));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(await client.update(handle, typing.type('b'))).toMatchObject({ type: 'ack' });
    await eventually('all stored', async () => (await stage.stored(names[0]!)).length === 150);
    expect(performance.now() - begin).toBeGreaterThan(700);
    const strict = await stage.start({
      limits: { updatesPerSecond: 10, updatesBurst: 20, debtBursts: 2 },
    });
    const flooder = await stage.enter(person, strict);
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

  test('unsentHardBytes: a reader that never reads is cut off, and the others are served', async () => {
    const tight = await stage.start({
      limits: { unsentHardBytes: 512 * 1024, bytesBurst: 64 * 1024 * 1024 },
    });
    const [writer, reader] = [newPerson(), newPerson()];
    const { names } = await newDocuments(stage.database.app, [writer, reader]);
    const lazy = await stage.enter(reader, tight);
    await lazy.join(names[0]!);
    await lazy.next('synced');
    lazy.socket.pause();
    const client = await stage.enter(writer, tight);
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
      const socket = connectTcp(stage.hub.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write('GET /sync HTTP/1.1\r\nUpgrade: websocket\r\n');
      socket.destroy();
    }
    await stage.enter(newPerson());
  });
});
