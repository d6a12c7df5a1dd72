import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { readUpdates } from '../store/documents.ts';
import { newDocuments, newPerson } from '../testing/running-hub.ts';
import { openStage } from '../testing/stage.ts';
import { typist } from '../testing/typist.ts';

const stage = await openStage();

const poison = (victim: number, clock: number, length: number) => {
  const out = encoding.createEncoder();
  for (const number of [1, 1, victim, clock, 0, length, 0]) encoding.writeVarUint(out, number);
  return encoding.toUint8Array(out);
};

describe('updates that an honest client does not send', () => {
  test("nobody writes in the name of another clientID, before or after its owner's first edit", async () => {
    const [victim, attacker] = [newPerson(), newPerson()];
    const { names } = await newDocuments(stage.database.app, [victim, attacker]);
    const typing = typist(4711);
    const v = await stage.enter(victim);
    const vHandle = await v.join(names[0]!, [4711]);
    const a = await stage.enter(attacker);
    const aHandle = await a.join(names[0]!, [4711, 4712]);
    const early = await a.update(aHandle, poison(4711, 0, 1000));
    expect(early).toMatchObject({ type: 'nack', code: 'foreign' });
    expect(await v.update(vHandle, typing.type('mitt'))).toMatchObject({ type: 'ack' });
    const late = await a.update(aHandle, poison(4711, 4, 1000));
    expect(late).toMatchObject({ type: 'nack', code: 'foreign' });
    expect(await v.update(vHandle, typing.type(' eget'))).toMatchObject({ type: 'ack' });
    expect(await stage.stored(names[0]!)).toBe('mitt eget');
  });

  test('the owner of a clientID keeps it over a restart of the hub', async () => {
    const [victim, attacker] = [newPerson(), newPerson()];
    const { names } = await newDocuments(stage.database.app, [victim, attacker]);
    const typing = typist(4711);
    const v = await stage.enter(victim);
    await v.update(await v.join(names[0]!, [4711]), typing.type('mitt'));
    const other = await stage.start();
    const a = await stage.enter(attacker, other);
    const handle = await a.join(names[0]!, [4711]);
    const answer = await a.update(handle, poison(4711, 4, 5));
    expect(answer).toMatchObject({ type: 'nack', code: 'foreign' });
  });

  test("a gap in one's own clocks, or a reference to what nobody sent, is answered with what is known", async () => {
    const person = newPerson();
    const { names } = await newDocuments(stage.database.app, [person]);
    const client = await stage.enter(person);
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
    expect(await stage.stored(names[0]!)).toBe('ett');
  });

  test('what is sent twice is stored once, overlapping parts are cut off', async () => {
    const person = newPerson();
    const { names } = await newDocuments(stage.database.app, [person]);
    const client = await stage.enter(person);
    const handle = await client.join(names[0]!);
    const typing = typist();
    const updates = ['ett ', 'två ', 'tre '].map((word) => typing.type(word));
    await client.update(handle, updates[0]!);
    expect(await client.update(handle, updates[0]!)).toMatchObject({ type: 'ack' });
    expect(await client.update(handle, Y.mergeUpdates(updates))).toMatchObject({ type: 'ack' });
    const stored = (await readUpdates(stage.database.app, names)).get(names[0]!)!;
    expect(stored.head).toBe(2);
    expect(await stage.stored(names[0]!)).toBe('ett två tre ');
  });

  test('bytes that are no update, foreign root names and deep values are refused and the socket stays', async () => {
    const person = newPerson();
    const { names } = await newDocuments(stage.database.app, [person]);
    const client = await stage.enter(person);
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

  test('refusalsPerMinute: a flood of refused updates ends the socket', async () => {
    const person = newPerson();
    const { names } = await newDocuments(stage.database.app, [person]);
    const client = await stage.enter(person);
    const handle = await client.join(names[0]!);
    for (let i = 0; i < 80; i++) client.push(handle, new Uint8Array([9, 9]));
    expect(await client.closed()).toBe(4429);
  });

  test('documentBytes and clientsPerPersonAndDocument: what is above gets a typed answer', async () => {
    const tight = await stage.start({
      limits: { documentBytes: 100, clientsPerPersonAndDocument: 3 },
    });
    const person = newPerson();
    const { names } = await newDocuments(stage.database.app, [person], 2);
    const client = await stage.enter(person, tight);
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
