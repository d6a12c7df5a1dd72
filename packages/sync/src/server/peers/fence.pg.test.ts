import { setTimeout as wait } from 'node:timers/promises';
import type { Bus } from '@samspel/platform/bus/bus';
import { openInProcessBus } from '@samspel/platform/bus/in-process-bus';
import { openPool } from '@samspel/platform/db/open-database';
import * as encoding from 'lib0/encoding';
import { afterAll, describe, expect, test } from 'vitest';
import { eventually } from '../../../../../tests/support/eventually.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import { issueDocumentToken } from '../../store/tickets.ts';
import type { RawClient } from '../../testing/raw-client.ts';
import { RawYjsClient } from '../../testing/raw-yjs-client.ts';
import { grant, newDocuments, newPerson, type RunningHub } from '../../testing/running-hub.ts';
import { openStage } from '../../testing/stage.ts';
import { typist } from '../../testing/typist.ts';
import { silentMeter } from '../hub-meter.ts';

const stage = await openStage();
const { app } = stage.database;
const buses: Bus[] = [];
const pool = openPool({ url: stage.database.hubUrl, applicationName: 'test-fence', max: 8 });
afterAll(async () => {
  await Promise.all(buses.map((bus) => bus.close()));
  await pool.end();
});

/** A line to the database that can be cut. */
function line() {
  const state = { cut: false };
  const query = async (asked: unknown) => {
    if (state.cut) throw Object.assign(new Error('cut'), { code: 'ECONNRESET' });
    return pool.query(asked as never);
  };
  return { state, pool: { query } as unknown as SqlPool };
}

/** A hub that has its database, and one whose line to it can be cut; they hear each other all the time. */
async function pair(fenceMs: number) {
  const bus = openInProcessBus();
  buses.push(bus);
  const { state, pool: cuttable } = line();
  let heard = 0;
  const meter = {
    ...silentMeter,
    heard: () => {
      heard += 1;
    },
  };
  const limits = { fenceMs, lookMs: 100, hubBeatMs: 200 };
  const whole = await stage.start({ limits, options: { bus }, listen: false });
  const options = { bus, meter, reads: cuttable, commits: cuttable };
  const blind = await stage.start({ limits, options, listen: false });
  const hubs = [whole, blind];
  await eventually('acquainted', () => hubs.every(({ hub }) => hub.state().otherHubs === 1));
  return { whole, blind, state, heard: () => heard };
}

const batches = (client: RawClient) => client.replies.filter(({ type }) => type === 'batch');
const textHeard = (client: RawClient) =>
  batches(client)
    .flatMap((reply) => (reply.type === 'batch' ? reply.updates : []))
    .map((update) => Buffer.from(update).toString())
    .join();

/** A line to the database on which looks at rights can fail, and all else can be made to wait. */
function shortSighted() {
  const state = { blind: false, held: Promise.resolve(), waiting: 0 };
  const query = async (asked: { name?: string }) => {
    if (asked.name !== 'sync_look') {
      state.waiting += 1;
      await state.held;
      state.waiting -= 1;
    } else if (state.blind) throw Object.assign(new Error('cut'), { code: 'ECONNRESET' });
    return pool.query(asked as never);
  };
  return { state, pool: { query } as unknown as SqlPool };
}

async function meet(whole: RunningHub, blind: RunningHub) {
  const [writer, withdrawn, reader] = [newPerson('Writer'), newPerson('Gone'), newPerson('Reader')];
  const { names, scope } = await newDocuments(app, [writer, withdrawn, reader]);
  const enter = async (person: typeof writer, hub: RunningHub, ids: number[] = []) => {
    const client = await stage.enter(person, hub);
    const handle = await client.join(names[0]!, ids);
    await client.next('synced');
    return { client, handle };
  };
  const w = await enter(writer, whole, [7]);
  const typing = typist(7);
  const write = (text: string) => w.client.update(w.handle, typing.type(text));
  const [g, r] = [await enter(withdrawn, blind), await enter(reader, blind)];
  await write('öppet ');
  await eventually('both hear', () => [g, r].every(({ client }) => batches(client).length === 1));
  const withdraw = () => grant(app, scope, names, [writer, reader]);
  const move = (at: number) => {
    const out = encoding.createEncoder();
    for (const number of [1, 7, at]) encoding.writeVarUint(out, number);
    encoding.writeVarString(out, JSON.stringify({ at }));
    const states = encoding.toUint8Array(out);
    w.client.say({ type: 'awareness', handle: w.handle, states });
  };
  return { write, withdraw, move, gone: g.client, reader: r.client };
}

const sawPresence = (client: RawClient) => client.replies.some(({ type }) => type === 'awareness');

describe('a hub that has lost its database and still hears the others', () => {
  test('fenceMs: passes nothing on any more; when it is back, who still may read gets all', async () => {
    const { whole, blind, state, heard } = await pair(500);
    const { write, withdraw, move, gone, reader } = await meet(whole, blind);
    state.cut = true;
    await withdraw();
    await eventually('fenced', () => blind.hub.state().fenced);
    expect(whole.hub.state().fenced).toBe(false);
    const before = heard();
    for (const word of ['hemligt ', 'också ', 'detta']) await write(word);
    move(1);
    await eventually('heard of', () => heard() >= before + 3);
    expect([batches(gone).length, batches(reader).length]).toEqual([1, 1]);
    expect(blind.hub.trouble()).toContain('database');

    state.cut = false;
    await eventually('caught up', () => textHeard(reader).includes('detta'));
    await eventually('told', () =>
      gone.replies.some((reply) => reply.type === 'epoch' && reply.access === 'none'),
    );
    await eventually('presence too', () => sawPresence(reader));
    for (const word of ['öppet', 'hemligt', 'också']) expect(textHeard(reader)).toContain(word);
    expect(textHeard(gone)).toContain('öppet');
    expect(textHeard(gone)).not.toMatch(/hemligt|också|detta/);
    expect(sawPresence(gone)).toBe(false);
    expect(blind.hub.state().fenced).toBe(false);
  });

  test('control: without the fence it goes on, also to who lost the right; so does a short outage', async () => {
    const { whole, blind, state } = await pair(600_000);
    const { write, withdraw, move, gone, reader } = await meet(whole, blind);
    state.cut = true;
    await withdraw();
    await write('hemligt');
    move(1);
    await eventually('passed on', () =>
      [gone, reader].every((client) => textHeard(client).includes('hemligt')),
    );
    await eventually('presence too', () => sawPresence(gone));
    state.cut = false;
    await eventually('told', () =>
      gone.replies.some((reply) => reply.type === 'epoch' && reply.access === 'none'),
    );
  });
});

describe('a y-websocket client whose right to it ended unseen', () => {
  async function scene() {
    const { state, pool: reads } = shortSighted();
    const limits = { fenceMs: 500, lookMs: 100 };
    const hub = await stage.start({ limits, options: { reads }, listen: false });
    const [writer, withdrawn] = [newPerson('Writer'), newPerson('Gone')];
    const { names, scope } = await newDocuments(app, [writer, withdrawn]);
    const here = await stage.enter(writer, hub);
    const handle = await here.join(names[0]!, [9]);
    const out = encoding.createEncoder();
    for (const number of [1, 9, 1]) encoding.writeVarUint(out, number);
    encoding.writeVarString(out, '{"at":1}');
    here.say({ type: 'awareness', handle, states: encoding.toUint8Array(out) });
    const token = await issueDocumentToken(app, { ...withdrawn, documentName: names[0]! });
    const gone = await (await new RawYjsClient(hub.url, names[0]!, token).open()).synced();
    await eventually('sees who is there', () => gone.heard.some(({ type }) => type === 1));
    const elsewhere = await stage.enter(writer);
    const theirs = await elsewhere.join(names[0]!);
    /** From now on all that the hub asks waits; the right ends, and it cannot see that. */
    const withdraw = async (asked: () => void) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      state.held = promise;
      asked();
      await eventually('asked', () => state.waiting > 0);
      state.blind = true;
      await grant(app, scope, names, [writer]);
      await elsewhere.update(theirs, typist().type('hemligt'));
      await eventually('fenced', () => hub.hub.state().fenced);
      return resolve;
    };
    return { state, here, gone, withdraw };
  }

  test('gets no answer to what it has asked, and is sent away', async () => {
    const { state, gone, withdraw } = await scene();
    const letGo = await withdraw(() => gone.sync(0, new Uint8Array([0])));
    const before = gone.heard.length;
    letGo();
    await wait(200);
    expect(gone.heard.length).toBe(before);
    state.blind = false;
    expect(await gone.closed()).toBe(4403);
    expect(gone.heard.slice(before).map(({ type }) => type)).toEqual([2]);
  });

  test('is not told who is there', async () => {
    const { state, here, gone, withdraw } = await scene();
    let answered: Promise<unknown> = Promise.resolve();
    const letGo = await withdraw(() => {
      answered = here.join('text/nobody/0').catch((error: Error) => error.message);
    });
    const before = gone.heard.length;
    gone.sayBytes(new Uint8Array([3]));
    // Something that succeeds lets the hub read from its sockets again.
    letGo();
    expect(await answered).toBe('absent');
    await wait(200);
    expect(gone.heard.length).toBe(before);
    state.blind = false;
    expect(await gone.closed()).toBe(4403);
    expect(gone.heard.slice(before).map(({ type }) => type)).toEqual([2]);
  });
});
