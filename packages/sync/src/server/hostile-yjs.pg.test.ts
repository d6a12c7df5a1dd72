import { setTimeout as wait } from 'node:timers/promises';
import { openPool } from '@samspel/platform/db/open-database';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { eventually } from '../../../../tests/support/eventually.ts';
import type { SqlPool } from '../store/sql-pool.ts';
import { issueDocumentToken } from '../store/tickets.ts';
import { RawYjsClient } from '../testing/raw-yjs-client.ts';
import { newDocuments, newPerson, type TestPerson } from '../testing/running-hub.ts';
import { openStage } from '../testing/stage.ts';
import { typist } from '../testing/typist.ts';
import { collected, writtenUpdate } from '../testing/written-updates.ts';

const stage = await openStage();
const { app } = stage.database;
const reading = openPool({ url: stage.database.hubUrl, applicationName: 'test-reads' });
afterAll(() => reading.end());
const raw: RawYjsClient[] = [];
afterEach(() => {
  for (const { socket } of raw.splice(0)) socket.terminate();
});

async function knock(person: TestPerson, name: string, at = stage.hub): Promise<RawYjsClient> {
  const { personId, name: called } = person;
  const token = await issueDocumentToken(app, { personId, documentName: name, name: called });
  const client = new RawYjsClient(at.url, name, token);
  raw.push(client);
  return client.open();
}

const enter = async (...asked: Parameters<typeof knock>) => (await knock(...asked)).synced();

async function newDocument(...people: TestPerson[]): Promise<string> {
  return (await newDocuments(app, people)).names[0]!;
}

/** A hub whose look at tokens takes until it is let go. */
async function startSlow(limits = {}) {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const query = async (asked: { text: string }) => {
    if (asked.text.includes('sync.document_token')) await held;
    return reading.query(asked as never);
  };
  const reads = { query } as unknown as SqlPool;
  return { hub: await stage.start({ limits, options: { reads } }), letGo };
}

describe('over the y-websocket endpoint', () => {
  test('what is no message of the protocol, or no update, ends the socket and not the hub', async () => {
    const person = newPerson();
    const name = await newDocument(person);
    const messages: [Uint8Array | string, number][] = [
      ['hello', 4400],
      [new Uint8Array(), 4400],
      [new Uint8Array([99]), 4400],
      [new Uint8Array([0, 7, 0]), 4400],
      [new Uint8Array([0, 2, 200]), 4400],
      [new Uint8Array([0, 0, 4, 1, 1, 1, 9]), 4400],
      [new Uint8Array([1, 3, 200, 1, 1]), 4400],
      [new Uint8Array([0, 2, 3, 1, 2, 3]), 4400],
      [new Uint8Array(1024 * 1024 + 1), 1009],
    ];
    for (const [message, code] of messages) {
      const client = await enter(person, name);
      client.sayBytes(message);
      expect(await client.closed(), String(message).slice(0, 40)).toBe(code);
    }
    const honest = await enter(person, name);
    honest.sync(2, typist().type('kvar'));
    await eventually('stored', async () => (await stage.stored(name)) === 'kvar');
  });

  test('format V2, another root and clocks of another ends it, and nothing of it is stored', async () => {
    const [victim, attacker] = [newPerson(), newPerson()];
    const name = await newDocument(victim, attacker);
    const typing = typist(4711);
    const v = await enter(victim, name);
    v.sync(2, typing.type('mitt'));
    await eventually('stored', async () => (await stage.stored(name)) === 'mitt');
    const elsewhere = new Y.Doc();
    elsewhere.getMap('somewhere').set('a', 1);
    const poison = writtenUpdate([{ client: 4711, clock: 4, structs: [collected] }]);
    const bad = [
      Y.encodeStateAsUpdateV2(typist().doc),
      Y.encodeStateAsUpdate(elsewhere),
      poison,
      typist(4711).type('FALS!'),
    ];
    for (const [i, update] of bad.entries()) {
      for (const step of [1, 2] as const) {
        const a = await enter(attacker, name);
        a.sync(step, update);
        expect(await a.closed(), `${i} in step ${step}`).toBe(4400);
      }
    }
    v.sync(2, typing.type(' eget'));
    await eventually('stored', async () => (await stage.stored(name)) === 'mitt eget');
  });

  test('what builds on something withheld is asked for, and a flood of it ends the socket', async () => {
    const person = newPerson();
    const name = await newDocument(person);
    const client = await enter(person, name);
    const typing = typist();
    const withheld = typing.type('först');
    const asked = () => client.heard.filter(({ step }) => step === 0).length;
    const before = asked();
    client.sync(2, typing.type('sedan'));
    await eventually('asked', () => asked() > before);
    client.sync(2, withheld);
    client.sync(2, Y.encodeStateAsUpdate(typing.doc));
    await eventually('stored', async () => (await stage.stored(name)) === 'förstsedan');
    typing.type('aldrig');
    for (let i = 0; i < 80; i++) client.sync(2, typing.type('x'));
    expect(await client.closed()).toBe(4429);
    expect(await stage.stored(name)).toBe('förstsedan');
  });

  test('floods of edits, of questions and of presence end it', async () => {
    const hub = await stage.start({
      limits: {
        ...{ updatesPerSecond: 10, updatesBurst: 20, openingsPerSecond: 10, openingsBurst: 20 },
        ...{ framesPerSecond: 10, framesBurst: 20, debtBursts: 2 },
      },
    });
    const person = newPerson();
    const name = await newDocument(person);
    const typing = typist();
    const floods: ((client: RawYjsClient, i: number) => void)[] = [
      (client) => client.sync(2, typing.type('x')),
      // All that this deletes is deleted already: nothing of it is stored, and looking is work.
      (client) => client.sync(1, new Uint8Array([0, 0])),
      (client) => client.sync(0, new Uint8Array([0])),
      (client) => client.sayBytes(new Uint8Array([3])),
      (client, i) => client.present(5, i + 1, '{}'),
    ];
    for (const [n, flood] of floods.entries()) {
      const client = await enter(person, name, hub);
      for (let i = 0; i < 200; i++) flood(client, i);
      expect(await client.closed(), `flood ${n}`).toBe(4429);
    }
  });

  test('nobody shows themselves as a clientID that somebody else has announced', async () => {
    const [anna, bert] = [newPerson('Anna'), newPerson('Bert')];
    const name = await newDocument(anna, bert);
    const a = await stage.enter(anna);
    const handle = await a.join(name, [77]);
    const b = await enter(bert, name);
    b.present(77, 1, '{"at":"stolen"}');
    b.present(78, 1, '{"at":"own"}');
    const seen = () =>
      a.replies
        .filter((reply) => reply.type === 'awareness')
        .map(({ states }) => Buffer.from(states).toString())
        .join();
    await eventually('seen', () => seen().includes('own'));
    expect(seen()).not.toContain('stolen');
    expect(await a.update(handle, typist(77).type('mitt'))).toMatchObject({ type: 'ack' });
  });
});

describe('before the token is known', () => {
  test('greetingBytes: nothing is read, and what an honest client said is heard afterwards', async () => {
    const { hub, letGo } = await startSlow();
    const person = newPerson();
    const name = await newDocument(person);
    const client = await knock(person, name, hub);
    client.sync(2, typist().type('väntar'));
    // More than the buffers of a connection hold.
    const large = JSON.stringify({ at: 'x'.repeat(1_000_000) });
    for (let i = 0; i < 20; i++) client.present(5, i + 1, large);
    await wait(300);
    expect(client.socket.bufferedAmount).toBeGreaterThan(0);
    letGo();
    await eventually('heard', async () => (await stage.stored(name)) === 'väntar');
  });

  test('greetingMs: it is not waited for forever', async () => {
    const { hub, letGo } = await startSlow({ greetingMs: 100 });
    const person = newPerson();
    const client = await knock(person, await newDocument(person), hub);
    expect(await client.closed()).toBe(4408);
    expect(hub.hub.state().sockets).toBe(0);
    letGo();
    const late = await stage.start({ limits: { greetingMs: 1500 } });
    const honest = await enter(person, await newDocument(person), late);
    await wait(1700);
    expect(honest.closeCode).toBeNull();
  });
});
