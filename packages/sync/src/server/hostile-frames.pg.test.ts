import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { eventually } from '../../../../tests/support/eventually.ts';
import type { Request } from '../protocol/frames.ts';
import { encodeRequest } from '../protocol/requests.ts';
import type { RawClient } from '../testing/raw-client.ts';
import { newDocuments, newPerson } from '../testing/running-hub.ts';
import { openStage } from '../testing/stage.ts';
import { typist } from '../testing/typist.ts';

const stage = await openStage();

const pongsOf = (client: RawClient) =>
  client.replies.flatMap((reply) => (reply.type === 'pong' ? [reply.nonce] : []));

const ping = (nonce: number) => encodeRequest({ type: 'ping', nonce });

describe('frames that ask for nothing but an answer', () => {
  test('pings of one message are answered once, by the last of them', async () => {
    const client = await stage.enter(newPerson());
    client.sayBytes(Buffer.concat(Array.from({ length: 3000 }, (_, i) => ping(i + 1))));
    await eventually('answered', () => pongsOf(client).includes(3000));
    client.sayBytes(ping(4000));
    await eventually('answered', () => pongsOf(client).includes(4000));
    expect(pongsOf(client)).toEqual([3000, 4000]);
  });

  test('a message full of pings ends the socket', async () => {
    const client = await stage.enter(newPerson());
    client.sayBytes(Buffer.alloc(1024 * 1024, ping(1)));
    expect(await client.closed()).toBe(4429);
    expect(pongsOf(client)).toEqual([]);
  });

  test('framesPerSecond, framesBurst: who sends too many is slowed down, who floods is closed', async () => {
    const slow = await stage.start({
      limits: { framesPerSecond: 100, framesBurst: 50, debtBursts: 100 },
    });
    const patient = await stage.enter(newPerson(), slow);
    const begun = performance.now();
    // Apart, so that TCP holds them back and not the hub's own buffer.
    for (let i = 1; i <= 150; i++) {
      patient.sayBytes(ping(i));
      await wait(1);
    }
    await eventually('answered', () => pongsOf(patient).includes(150));
    expect(performance.now() - begun).toBeGreaterThan(700);

    const strict = await stage.start({
      limits: { framesPerSecond: 10, framesBurst: 20, debtBursts: 2 },
    });
    const person = newPerson();
    const { names } = await newDocuments(stage.database.app, [person]);
    const states = new Uint8Array([0]);
    const floods: ((handle: number) => Request)[] = [
      () => ({ type: 'ping', nonce: 1 }),
      (handle) => ({ type: 'awareness', handle, states }),
      () => ({ type: 'unsubscribe', handle: 999 }),
    ];
    for (const flood of floods) {
      const client = await stage.enter(person, strict);
      const frame = flood(await client.join(names[0]!));
      client.say(...Array.from({ length: 200 }, () => frame));
      expect(await client.closed(), frame.type).toBe(4429);
    }
  });

  test('a page that comes back with all the documents it may have, and a cursor in each, is welcome', async () => {
    const person = newPerson();
    const { names } = await newDocuments(stage.database.app, [person], 256);
    const client = await stage.enter(person);
    const handles = await Promise.all(names.map((name, i) => client.join(name, [i + 1])));
    const states = new Uint8Array([0]);
    for (let round = 0; round < 4; round++) {
      client.say(...handles.map((handle) => ({ type: 'awareness' as const, handle, states })));
    }
    client.say({ type: 'ping', nonce: 7 });
    const begun = performance.now();
    await eventually('answered', () => pongsOf(client).includes(7));
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});

describe('what is refused', () => {
  test('costs as much again as what was sent', async () => {
    const hub = await stage.start({
      limits: { updatesPerSecond: 1, updatesBurst: 20, debtBursts: 2 },
    });
    const person = newPerson();
    const { names } = await newDocuments(stage.database.app, [person]);
    const flood = async (count: number, withheld: boolean) => {
      const client = await stage.enter(person, hub);
      const handle = await client.join(names[0]!);
      const typing = typist();
      const first = typing.type('a');
      if (!withheld) await client.update(handle, first);
      const updates = Array.from({ length: count }, () => typing.type('b'));
      const frames = updates.map((update, i) => ({
        ...{ type: 'update' as const, handle, update },
        message: i + 2,
      }));
      client.say(...frames);
      return { client, last: count + 1 };
    };
    // More than half of what ends a socket, but not all of it.
    const honest = await flood(45, false);
    await eventually('taken', () =>
      honest.client.replies.some((reply) => reply.type === 'ack' && reply.message === honest.last),
    );
    expect(honest.client.closeCode).toBeNull();
    const withheld = await flood(45, true);
    expect(await withheld.client.closed()).toBe(4429);
  });
});
