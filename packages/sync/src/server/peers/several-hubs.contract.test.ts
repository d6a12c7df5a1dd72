import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bus } from '@samspel/platform/bus/bus';
import { openBus } from '@samspel/platform/bus/open-bus';
import { openPool } from '@samspel/platform/db/open-database';
import * as encoding from 'lib0/encoding';
import { afterAll, describe, expect, test } from 'vitest';
import { eventually } from '../../../../../tests/support/eventually.ts';
import { quietLog } from '../../../../../tests/support/quiet-log.ts';
import { startTestRedis } from '../../../../../tests/support/redis.ts';
import type { OpenDocument } from '../../client/document-state.ts';
import { freezeDocuments } from '../../store/documents.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import type { RawClient } from '../../testing/raw-client.ts';
import {
  grant,
  newClient,
  newDocuments,
  newPerson,
  type RunningHub,
} from '../../testing/running-hub.ts';
import { openStage } from '../../testing/stage.ts';
import { typist } from '../../testing/typist.ts';
import { decodeTails, encodeTails } from './tails.ts';

const redis = await startTestRedis();
const cluster = await startTestRedis({ cluster: true });
const stage = await openStage();
const { app } = stage.database;
const reading = openPool({ url: stage.database.hubUrl, applicationName: 'test-reads', max: 8 });
const lines: Bus[] = [];
afterAll(async () => {
  await Promise.all(lines.map((bus) => bus.close()));
  await reading.end();
  await Promise.all([redis.stop(), cluster.stop()]);
});

/** No look helps: what arrives came over the bus, or was read because of it. */
const deaf = { lookMs: 600_000, deafLookMs: 600_000 };

interface PeerHub extends RunningHub {
  /** How often it has read a log. */
  readings(): number;
}

function newBus(redisUrl?: string, prefix?: string): Bus {
  const opened = openBus({ redisUrl, prefix, log: quietLog() });
  lines.push(opened);
  return opened;
}

/** A bus with another way of publishing. */
const wrapped = (bus: Bus, publishing: Partial<Pick<Bus, 'publish' | 'publishBytes'>>): Bus => ({
  publish: (topic, message) => bus.publish(topic, message),
  publishBytes: (topic, bytes) => bus.publishBytes(topic, bytes),
  subscribe: (topic, listener) => bus.subscribe(topic, listener),
  subscribeBytes: (topic, listener) => bus.subscribeBytes(topic, listener),
  onReconnect: (listener) => bus.onReconnect(listener),
  close: () => bus.close(),
  get isUp() {
    return bus.isUp;
  },
  ...publishing,
});

/** Two hubs that know of each other. */
async function pair(
  redisUrl: string | undefined,
  { limits = {}, over = (bus: Bus) => bus, listen = false } = {},
): Promise<[PeerHub, PeerHub]> {
  const shared = redisUrl ? undefined : newBus();
  // Alone with each other on a Redis that all tests use.
  const prefix = randomUUID();
  const start = async (bus: Bus): Promise<PeerHub> => {
    let readings = 0;
    const query = (asked: { name?: string }) => {
      if (asked.name === 'sync_read_log') readings += 1;
      return reading.query(asked as never);
    };
    const reads = { query } as unknown as SqlPool;
    const options = { bus, reads };
    const running = await stage.start({ listen, limits: { ...deaf, ...limits }, options });
    return { ...running, readings: () => readings };
  };
  const hubs = [
    await start(over(shared ?? newBus(redisUrl, prefix))),
    await start(shared ?? newBus(redisUrl, prefix)),
  ] as const;
  await eventually('acquainted', () => hubs.every(({ hub }) => hub.state().otherHubs === 1));
  return [...hubs];
}

const textOf = ({ doc }: OpenDocument) => doc.getText('text').toString();
const type = ({ doc }: OpenDocument, text: string) => {
  doc.getText('text').insert(doc.getText('text').length, text);
};

/** A document that one person has open at each hub. */
async function meet([one, two]: readonly RunningHub[]) {
  const [anna, bert] = [newPerson('Anna'), newPerson('Bert')];
  const { names, scope } = await newDocuments(app, [anna, bert]);
  const open = (person: typeof anna, at: RunningHub) => {
    const client = newClient(app, at.url, person);
    stage.clients.push(client);
    return client.open(names[0]!);
  };
  const [a, b] = [open(anna, one!), open(bert, two!)];
  await eventually('synced', () => a.state.synced && b.state.synced);
  return { a, b, anna, bert, name: names[0]!, scope };
}

const presence = (client: number, clock: number, state: object | null) => {
  const out = encoding.createEncoder();
  for (const number of [1, client, clock]) encoding.writeVarUint(out, number);
  encoding.writeVarString(out, JSON.stringify(state));
  return encoding.toUint8Array(out);
};

/** What a client was told of presence, all of it. */
const seenBy = (client: RawClient) =>
  client.replies
    .filter((reply) => reply.type === 'awareness')
    .map(({ states }) => Buffer.from(states).toString());

describe.each([
  { line: 'a bus in one process', url: undefined },
  { line: 'Redis', url: redis.url },
  { line: 'a Redis Cluster', url: cluster.url },
])('two hubs over $line', ({ url }) => {
  test('show small edits to each other without reading the log, and large ones by reading it', async () => {
    const hubs = await pair(url, { limits: { gapMs: 5000 } });
    const { a, b, name } = await meet(hubs);
    // With its first edit a hub learns how far a document's clocks have come.
    type(a, 'a');
    await eventually('saved', () => textOf(b) === 'a');
    type(b, 'b');
    await eventually('saved', () => textOf(a) === 'ab');
    const before = hubs.map((hub) => hub.readings());
    for (let i = 0; i < 20; i++) {
      type(a, `a${i} `);
      type(b, `b${i} `);
      await eventually('same', () => textOf(a) === textOf(b) && textOf(a).includes(`b${i} `));
    }
    expect(hubs.map((hub) => hub.readings())).toEqual(before);
    type(a, 'x'.repeat(200_000));
    await eventually('large', () => textOf(b).length > 200_000);
    expect(hubs[1]!.readings()).toBe(before[1]! + 1);
    await eventually('saved', () => a.state.unsaved + b.state.unsaved === 0);
    expect(await stage.stored(name)).toBe(textOf(a));
  });

  test('pass everything on once and in order, whoever wrote it', async () => {
    const hubs = await pair(url);
    const writers = [newPerson(), newPerson(), newPerson()];
    const { names } = await newDocuments(app, writers);
    const reader = await stage.enter(writers[2]!, hubs[1]);
    await reader.join(names[0]!);
    await reader.next('synced');
    const typing = await Promise.all(
      hubs.map(async (hub, i) => {
        const client = await stage.enter(writers[i]!, hub);
        const handle = await client.join(names[0]!);
        const { type: typed } = typist();
        for (let n = 0; n < 100; n++) {
          client.push(handle, typed(`${i}`));
          if (n % 10 === 0) await client.next('ack');
        }
        await eventually('acknowledged', () =>
          client.replies.some((reply) => reply.type === 'ack' && reply.message === 100),
        );
      }),
    );
    expect(typing).toHaveLength(2);
    const batches = () => reader.replies.filter((reply) => reply.type === 'batch');
    await eventually('all', () => batches().at(-1)?.to === 200);
    expect(batches().map(({ from }) => from)).toEqual([
      0,
      ...batches()
        .slice(0, -1)
        .map(({ to }) => to),
    ]);
    expect(batches().flatMap(({ updates }) => updates)).toHaveLength(200);
    for (const { from, to, updates } of batches()) expect(updates).toHaveLength(to - from);
  });

  test('hubBeatMs and hubLeaseMs: show who is where; a hub that leaves tells, one that dies is missed within its lease', async () => {
    const mute = { now: false };
    const silenced = (bus: Bus) =>
      wrapped(bus, {
        publish: async (topic, message) => (mute.now ? undefined : bus.publish(topic, message)),
        publishBytes: async (topic, bytes) =>
          mute.now ? undefined : bus.publishBytes(topic, bytes),
      });
    const limits = { hubBeatMs: 100, hubLeaseMs: 2000 };
    const [one, two] = await pair(url, { limits, over: silenced });
    const [anna, bert] = [newPerson('Anna'), newPerson('Bert')];
    const { names } = await newDocuments(app, [anna, bert]);
    const a = await stage.enter(anna, one);
    const handle = await a.join(names[0]!, [7]);
    a.say({ type: 'awareness', handle, states: presence(7, 1, { at: 'first' }) });
    // Who comes later is told as well.
    const b = await stage.enter(bert, two);
    await b.join(names[0]!, [8]);
    const last = () => seenBy(b).at(-1) ?? '';
    await eventually('seen', () => last().includes('first'));
    expect(last()).toContain('"name":"Anna"');
    a.say({ type: 'awareness', handle, states: presence(7, 2, { at: 'second' }) });
    await eventually('moved', () => last().includes('second'));

    mute.now = true;
    const died = performance.now();
    await eventually('missed', () => last().includes('null'));
    expect(performance.now() - died).toBeGreaterThan(1500);
    mute.now = false;
    await eventually('back', () => last().includes('second'));
    const stopped = performance.now();
    await one.stop();
    await eventually('gone', () => last().includes('null'));
    expect(performance.now() - stopped).toBeLessThan(1500);
  });

  test('keep a clientID for who was first seen with it, on whatever hub', async () => {
    const [one, two] = await pair(url);
    const [victim, attacker] = [newPerson('Victim'), newPerson('Attacker')];
    const { names } = await newDocuments(app, [victim, attacker]);
    const v = await stage.enter(victim, one);
    const handle = await v.join(names[0]!, [4711]);
    v.say({ type: 'awareness', handle, states: presence(4711, 1, { at: 1 }) });
    const a = await stage.enter(attacker, two);
    const there = await a.join(names[0]!, [4711]);
    await eventually('seen', () => seenBy(a).some((states) => states.includes('Victim')));
    // Not bound in the database yet: nothing has been written with it.
    const theirs = typist(4711);
    const taken = await a.update(there, theirs.type('mine'));
    expect(taken).toMatchObject({ type: 'nack', code: 'foreign' });
    a.say({ type: 'awareness', handle: there, states: presence(4711, 9, { at: 'stolen' }) });
    const own = typist(4711);
    expect(await v.update(handle, own.type('ours'))).toMatchObject({ type: 'ack' });
    const late = await a.update(there, theirs.type('again'));
    expect(late).toMatchObject({ type: 'nack', code: 'foreign' });
    expect(await stage.stored(names[0]!)).toBe('ours');
    expect(seenBy(v).join()).not.toContain('stolen');
  });

  test('hear of a freeze and of a withdrawn right at once', async () => {
    const hubs = await pair(url, { listen: true });
    const { a, b, name, scope, anna } = await meet(hubs);
    await app.transaction().execute((trx) => freezeDocuments(trx, [name], 'submitting'));
    await eventually('frozen', () => [a, b].every(({ state }) => state.frozen !== null));
    await grant(app, scope, [name], [anna]);
    await eventually('withdrawn', () => b.state.access === 'none');
    expect(a.state.access).toBe('write');
  });
});

describe('a bus that is not to be trusted', () => {
  /** Between the first hub and the bus: what becomes of each of its messages about the log. */
  function tampered(change: (bytes: Uint8Array, n: number) => Uint8Array[]) {
    let n = 0;
    return (bus: Bus) =>
      wrapped(bus, {
        async publishBytes(topic, bytes) {
          const sent = topic.startsWith('sync:tail:') ? change(bytes, n++) : [bytes];
          for (const each of sent) await bus.publishBytes(topic, each);
        },
      });
  }

  async function typeWords(change: (bytes: Uint8Array, n: number) => Uint8Array[], gapMs = 20) {
    const hubs = await pair(undefined, { over: tampered(change), limits: { gapMs } });
    const { a, b } = await meet(hubs);
    const before = hubs[1].readings();
    for (const word of ['ett ', 'två ', 'tre ', 'fyra ', 'fem ']) {
      type(a, word);
      await eventually('saved', () => a.state.unsaved === 0);
    }
    return { a, b, readings: () => hubs[1].readings() - before };
  }
  const all = 'ett två tre fyra fem ';

  test('a message that is lost is found by the next one, and read', async () => {
    const { b, readings } = await typeWords((bytes, n) => (n === 2 ? [] : [bytes]));
    await eventually('all', () => textOf(b) === all);
    expect(readings()).toBe(1);
  });

  test('control: if its number did not tell, it would stay lost', async () => {
    const { b } = await typeWords((bytes, n) => {
      if (n < 2) return [bytes];
      const message = decodeTails(bytes);
      for (const tail of message.tails)
        Object.assign(tail, { from: tail.from - 1, to: tail.to - 1 });
      return n === 2 ? [] : [encodeTails(message)];
    });
    await wait(1500);
    expect(textOf(b)).toBe('ett två ');
  });

  test('lookMs: a lost message without a next one is found by looking', async () => {
    const hubs = await pair(undefined, { over: tampered(() => []), limits: { lookMs: 200 } });
    const { a, b } = await meet(hubs);
    type(a, 'ett');
    await eventually('seen', () => textOf(b) === 'ett');
  });

  test('deafLookMs: a hub that hears nobody looks more often', async () => {
    const deafened = { now: false };
    const over = (bus: Bus) =>
      wrapped(bus, {
        publish: async (topic, message) => (deafened.now ? undefined : bus.publish(topic, message)),
      });
    const hubs = await pair(undefined, {
      over,
      limits: { hubBeatMs: 100, hubLeaseMs: 500, deafLookMs: 200 },
    });
    const { a, b } = await meet(hubs);
    deafened.now = true;
    // It does not even hear itself, and the other one takes it for gone and tells it nothing.
    await eventually('deaf', () => !hubs[0].hub.state().hearsOthers);
    await eventually('missed', () => hubs[1].hub.state().otherHubs === 0);
    type(b, 'ett');
    await eventually('seen', () => textOf(a) === 'ett');
  });

  test('doubled messages change nothing', async () => {
    const { b, readings } = await typeWords((bytes) => [bytes, bytes, bytes]);
    await eventually('all', () => textOf(b) === all);
    expect(readings()).toBe(0);
  });

  test('gapMs: messages in another order wait for each other', async () => {
    const held: Uint8Array[] = [];
    const swap = (bytes: Uint8Array, n: number) => {
      if (n % 2 === 0 && n < 4) {
        held.push(bytes);
        return [];
      }
      return [bytes, ...held.splice(0)];
    };
    const { b, readings } = await typeWords(swap, 5000);
    await eventually('all', () => textOf(b) === all);
    expect(readings()).toBe(0);
  });

  test('peopleMs: who is there is told again, should a change have been lost', async () => {
    const lost = { now: true };
    const over = (bus: Bus) =>
      wrapped(bus, {
        publishBytes: async (topic, bytes) =>
          lost.now && topic.startsWith('sync:people:') ? undefined : bus.publishBytes(topic, bytes),
      });
    const limits = { hubBeatMs: 100, peopleMs: 300 };
    const [one, two] = await pair(undefined, { over, limits });
    const people = [newPerson('Anna'), newPerson('Bert')];
    const { names } = await newDocuments(app, people);
    const b = await stage.enter(people[1]!, two);
    await b.join(names[0]!, [8]);
    const a = await stage.enter(people[0]!, one);
    const handle = await a.join(names[0]!, [7]);
    a.say({ type: 'awareness', handle, states: presence(7, 1, { at: 'here' }) });
    await wait(400);
    expect(seenBy(b)).toEqual([]);
    lost.now = false;
    await eventually('seen', () => seenBy(b).join().includes('here'));
    // Control: a person who has left unnoticed is not told of any more.
    lost.now = true;
    a.say({ type: 'awareness', handle, states: presence(7, 2, null) });
    await wait(200);
    expect(seenBy(b).at(-1)).toContain('here');
    lost.now = false;
    await eventually('gone', () => seenBy(b).at(-1)?.includes('null'));
  });

  test('what is not understood costs a look, not the hub', async () => {
    const { b } = await typeWords((bytes, n) => {
      if (n === 1) return [new Uint8Array([1, 255])];
      if (n === 3) return [bytes.subarray(0, bytes.length - 3)];
      return n === 4 ? [new Uint8Array([200, 1]), new Uint8Array()] : [bytes];
    });
    await eventually('all', () => textOf(b) === all);
  });
});
