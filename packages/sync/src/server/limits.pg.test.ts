import { setTimeout as wait } from 'node:timers/promises';
import { openPool } from '@samspel/platform/db/open-database';
import { sql } from 'kysely';
import * as encoding from 'lib0/encoding';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { testDatabase } from '../../../../tests/support/database.ts';
import { eventually } from '../../../../tests/support/eventually.ts';
import type { Limits } from '../protocol/limits.ts';
import { encodeRequest } from '../protocol/requests.ts';
import type { SqlPool } from '../store/sql-pool.ts';
import { issueTicket } from '../store/tickets.ts';
import { numbersIn } from '../testing/acknowledging-first.ts';
import { RawClient } from '../testing/raw-client.ts';
import {
  newDocuments,
  newPerson,
  type RunningHub,
  runHub,
  type TestPerson,
} from '../testing/running-hub.ts';

const database = await testDatabase();
const pool = openPool({ url: database.hubUrl, applicationName: 'test-limits' });
const hubs: RunningHub[] = [];
const raw: RawClient[] = [];
afterEach(() => {
  for (const client of raw.splice(0)) client.close();
});
afterAll(async () => {
  await Promise.all(hubs.map((each) => each.stop('at once')));
  await pool.end();
});

async function start(limits: Partial<Limits>, commits?: SqlPool): Promise<RunningHub> {
  const running = await runHub({ url: database.url, limits, options: commits && { commits } });
  hubs.push(running);
  return running;
}

async function enter(hub: RunningHub, person: TestPerson = newPerson()): Promise<RawClient> {
  const client = new RawClient(hub.url);
  raw.push(client);
  return client.greet(await issueTicket(database.app, person));
}

/** An update of a clientID of its own. */
function edit(text: string): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, text);
  return Y.encodeStateAsUpdate(doc);
}

const presence = (client: number, clock: number) => {
  const out = encoding.createEncoder();
  for (const number of [1, client, clock]) encoding.writeVarUint(out, number);
  encoding.writeVarString(out, `{"at":${clock}}`);
  return encoding.toUint8Array(out);
};

describe('limits of the hub', () => {
  test('nameBytes: a longer name is no document', async () => {
    const client = await enter(await start({ nameBytes: 20 }));
    await expect(client.join('x'.repeat(21))).rejects.toThrow('absent');
  });

  test('bytesPerSecond, bytesBurst, openingsPerSecond and openingsBurst: a flood ends the socket', async () => {
    const hub = await start({
      bytesPerSecond: 100,
      bytesBurst: 2000,
      openingsPerSecond: 1,
      openingsBurst: 5,
      debtBursts: 1,
    });
    const heavy = await enter(hub);
    heavy.say({ type: 'awareness', handle: 1, states: new Uint8Array(5000) });
    expect(await heavy.closed()).toBe(4429);
    const nosy = await enter(hub);
    for (let i = 0; i < 12; i++) {
      nosy.say({
        type: 'subscribe',
        request: i,
        name: 'no',
        since: 0,
        incarnation: '',
        clientIds: [],
      });
    }
    expect(await nosy.closed()).toBe(4429);
  });

  test('queueHighBytes and queueLowBytes: while too much waits no socket is read, and then all goes on', async () => {
    const hub = await start({ queueHighBytes: 10_000, queueLowBytes: 5000 });
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person], 2);
    const full = await enter(hub, person);
    const handle = await full.join(names[0]!);
    const other = await enter(hub, person);
    const there = await other.join(names[1]!);
    await database.app.transaction().execute(async (trx) => {
      await sql`select 1 from sync.doc where name = ${names[0]!} for update`.execute(trx);
      full.push(handle, edit('x'.repeat(20_000)));
      await wait(100);
      other.push(there, edit('väntar'));
      await wait(200);
      expect(other.replies.filter((reply) => reply.type === 'ack')).toEqual([]);
    });
    await Promise.all([full.next('ack'), other.next('ack')]);
  });

  test('batchRows and batchBytes: no statement carries more', async () => {
    const batches: { updates: number; bytes: number }[] = [];
    const counting: SqlPool = {
      query: (async (query: { values?: unknown[] }) => {
        const [, , updates, , , lengths] = (query.values ?? []).slice(0, 7).map(numbersIn);
        const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);
        batches.push({ updates: sum(updates!), bytes: sum(lengths!) });
        return pool.query(query as never);
      }) as never,
    };
    const hub = await start({ batchRows: 4, batchBytes: 3000, commitIntervalMs: 50 }, counting);
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person], 3);
    const client = await enter(hub, person);
    const handles = await Promise.all(names.map((name) => client.join(name)));
    const updates = Array.from({ length: 30 }, (_, i) => edit('y'.repeat(i % 5 === 0 ? 2000 : 10)));
    for (const [i, update] of updates.entries()) client.push(handles[i % 3]!, update);
    await eventually('all acknowledged', () => {
      const acks = client.replies.filter((reply) => reply.type === 'ack');
      return handles.every((handle) =>
        acks.some((ack) => ack.handle === handle && ack.message > 27),
      );
    });
    expect(Math.max(...batches.map(({ updates }) => updates))).toBe(4);
    // The last update that still fits in may be a large one.
    expect(Math.max(...batches.map(({ bytes }) => bytes))).toBeLessThan(3000 + 2100);
  });

  test('ackDelayMs: an acknowledgement comes alone after it, or at once with something else', async () => {
    const hub = await start({ ackDelayMs: 1500 });
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person]);
    const client = await enter(hub, person);
    const handle = await client.join(names[0]!);
    const began = performance.now();
    await client.update(handle, edit('ensam'));
    expect(performance.now() - began).toBeGreaterThan(1400);

    const other = await enter(hub, person);
    const there = await other.join(names[0]!);
    const seen = client.replies.length;
    client.push(handle, edit('först'));
    await other.next('batch');
    await other.update(there, edit('sedan')).catch(() => {});
    await eventually('both have come', () => client.replies.length >= seen + 2);
    const types = client.replies.slice(seen).map(({ type }) => type);
    // Before the next update: that follows the number which the acknowledgement tells.
    expect(types).toEqual(['ack', 'batch']);
    const [ack, batch] = client.replies.slice(seen);
    expect(batch).toMatchObject({ from: ack?.type === 'ack' ? ack.to : -1 });
    await eventually('the sender of the other knows', () =>
      other.replies.some(({ type }) => type === 'ack'),
    );
  });

  test('what was saved is told before what is refused', async () => {
    const hub = await start({ ackDelayMs: 5000 });
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person]);
    const client = await enter(hub, person);
    const handle = await client.join(names[0]!);
    const reader = await enter(hub, person);
    await reader.join(names[0]!);
    client.push(handle, edit('sparat'));
    await reader.next('batch');
    client.push(handle, new Uint8Array([255, 255]));
    await client.next('nack');
    const types = client.replies.map(({ type }) => type);
    expect(types.indexOf('ack')).toBeGreaterThan(-1);
    expect(types.indexOf('ack')).toBeLessThan(types.indexOf('nack'));
  });

  test('catchUpBytes: a long history comes in pieces', async () => {
    const hub = await start({ catchUpBytes: 1000 });
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person]);
    const writer = await enter(hub, person);
    const handle = await writer.join(names[0]!);
    for (let i = 0; i < 10; i++) await writer.update(handle, edit('z'.repeat(400)));
    const reader = await enter(hub, person);
    await reader.join(names[0]!);
    await reader.next('synced');
    const pieces = reader.replies.filter((reply) => reply.type === 'batch');
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.flatMap((piece) => piece.updates)).toHaveLength(10);
    expect(pieces.map(({ from }) => from)).toEqual([0, ...pieces.slice(0, -1).map(({ to }) => to)]);
  });

  test('awarenessIntervalMs: presence in between is passed on once, as it is last', async () => {
    const hub = await start({ awarenessIntervalMs: 300 });
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(database.app, [anna, bert]);
    const a = await enter(hub, anna);
    const handle = await a.join(names[0]!, [7]);
    const b = await enter(hub, bert);
    await b.join(names[0]!);
    await b.next('synced');
    const begun = performance.now();
    for (let clock = 1; clock <= 20; clock++) {
      a.say({ type: 'awareness', handle, states: presence(7, clock) });
      await wait(5);
    }
    const seen = () => b.replies.filter((reply) => reply.type === 'awareness');
    await eventually('last', () => Buffer.from(seen().at(-1)?.states ?? []).includes('"at":20'));
    const passes = (performance.now() - begun) / 300;
    expect(seen().length).toBeLessThanOrEqual(Math.ceil(passes) + 1);
  });

  test('pingMs: a socket that no longer answers is closed, one that answers is not', async () => {
    const hub = await start({ pingMs: 150 });
    const answering = await enter(hub);
    const dead = new WebSocket(`${hub.url}/sync`, 'samspel.sync.v1', { autoPong: false });
    const code = new Promise<number>((resolve) => dead.on('close', resolve));
    await new Promise((resolve) => dead.once('open', resolve));
    const ticket = await issueTicket(database.app, newPerson());
    dead.send(encodeRequest({ type: 'hello', version: 1, ticket }));
    expect(await code).toBe(1006);
    await wait(200);
    expect(answering.closeCode).toBeNull();
  });

  test('unsentSoftBytes and unsentSoftMs: who stays behind for too long is cut off', async () => {
    const hub = await start({ unsentSoftBytes: 1000, unsentSoftMs: 500 });
    const [writer, reader] = [newPerson(), newPerson()];
    const { names } = await newDocuments(database.app, [writer, reader]);
    const lazy = await enter(hub, reader);
    await lazy.join(names[0]!);
    await lazy.next('synced');
    lazy.socket.pause();
    const client = await enter(hub, writer);
    const handle = await client.join(names[0]!);
    // More than the kernel's buffers hold, less than what ends it at once.
    for (let i = 0; i < 14; i++) await client.update(handle, edit('å'.repeat(240_000)));
    await wait(3500);
    lazy.socket.resume();
    expect(await lazy.closed()).toBe(1006);
  });

  test('stopMs: a database that does not answer does not keep a hub from stopping', async () => {
    const silent: SqlPool = { query: (() => new Promise(() => {})) as never };
    const hub = await start({ stopMs: 300 }, silent);
    const person = newPerson();
    const { names } = await newDocuments(database.app, [person]);
    const client = await enter(hub, person);
    client.push(await client.join(names[0]!), edit('väntar'));
    await eventually('waits', () => hub.hub.state().waitingBytes > 0);
    const begun = performance.now();
    await hub.hub.stop();
    expect(performance.now() - begun).toBeGreaterThan(250);
    expect(performance.now() - begun).toBeLessThan(4000);
    expect(await client.closed()).toBe(1012);
  });

  test('clientsPerDocument: however many people they come from', async () => {
    const hub = await start({ clientsPerDocument: 3 });
    const people = [newPerson(), newPerson()];
    const { names } = await newDocuments(database.app, people);
    const [one, two] = [await enter(hub, people[0]), await enter(hub, people[1])];
    const [here, there] = [await one.join(names[0]!), await two.join(names[0]!)];
    for (const client of [one, one]) {
      expect(await client.update(here, edit('a'))).toMatchObject({ type: 'ack' });
    }
    expect(await two.update(there, edit('b'))).toMatchObject({ type: 'ack' });
    const fourth = await two.update(there, edit('c'));
    expect(fourth).toMatchObject({ type: 'nack', code: 'too_large' });
  });
});
