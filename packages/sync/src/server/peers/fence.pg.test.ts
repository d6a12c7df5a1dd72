import type { Bus } from '@samspel/platform/bus/bus';
import { openInProcessBus } from '@samspel/platform/bus/in-process-bus';
import { openPool } from '@samspel/platform/db/open-database';
import * as encoding from 'lib0/encoding';
import { afterAll, describe, expect, test } from 'vitest';
import { eventually } from '../../../../../tests/support/eventually.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import type { RawClient } from '../../testing/raw-client.ts';
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
