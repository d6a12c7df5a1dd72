import { openInProcessBus } from '@samspel/platform/bus/in-process-bus';
import * as encoding from 'lib0/encoding';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { eventually } from '../../../../../tests/support/eventually.ts';
import { limits } from '../../protocol/limits.ts';
import { issueDocumentToken } from '../../store/tickets.ts';
import type { RawClient } from '../../testing/raw-client.ts';
import { newDocuments, newPerson, type TestPerson } from '../../testing/running-hub.ts';
import { openStage } from '../../testing/stage.ts';
import { typist } from '../../testing/typist.ts';
import { silentMeter } from '../hub-meter.ts';
import { decodePeople, type PeopleMessage } from '../peers/people.ts';
import { readPresence } from './presence.ts';

const stage = await openStage();
const { app } = stage.database;
const bus = openInProcessBus();
afterAll(() => bus.close());

const states = (list: [client: number, clock: number, state: object | null][]) => {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, list.length);
  for (const [client, clock, state] of list) {
    encoding.writeVarUint(out, client);
    encoding.writeVarUint(out, clock);
    encoding.writeVarString(out, JSON.stringify(state));
  }
  return encoding.toUint8Array(out);
};

/** What a client was last told of each clientID. */
const seenBy = (client: RawClient) => {
  const seen = new Map<number, string>();
  for (const reply of client.replies) {
    if (reply.type !== 'awareness') continue;
    for (const { client: id, json } of readPresence(reply.states)) {
      if (json === 'null') seen.delete(id);
      else seen.set(id, json);
    }
  }
  return seen;
};
const refusals = (client: RawClient) =>
  client.replies.filter((reply) => reply.type === 'denied' && reply.code === 'presence').length;
const bytesOf = (seen: Map<number, string>) => [...seen.values()].join('').length;

async function provide(person: TestPerson, name: string, doc: Y.Doc, at = stage.hub) {
  const token = await issueDocumentToken(app, { ...person, documentName: name });
  const options = { disableBc: true, params: { token } };
  return new WebsocketProvider(`${at.url}/yjs`, name, doc, options);
}

describe('what one person may show in one document', () => {
  test('clientIdsPerSeat: who announces thousands gets no place, and can go on with fewer', async () => {
    const person = newPerson();
    const { names } = await newDocuments(app, [person]);
    const client = await stage.enter(person);
    const ids = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
    await expect(client.join(names[0]!, ids(5000))).rejects.toThrow('too_many');
    await expect(client.join(names[0]!, ids(limits.clientIdsPerSeat + 1))).rejects.toThrow(
      'too_many',
    );
    const handle = await client.join(names[0]!, ids(limits.clientIdsPerSeat));
    expect(await client.update(handle, typist(7).type('går'))).toMatchObject({ type: 'ack' });
  });

  test('awarenessBytes: all that is shown of a person together, over all their places', async () => {
    const people: PeopleMessage[] = [];
    const spy = {
      ...bus,
      publishBytes: async (topic: string, bytes: Uint8Array) => {
        if (topic.startsWith('sync:people:')) people.push(decodePeople(bytes));
        await bus.publishBytes(topic, bytes);
      },
    };
    const beats = { hubBeatMs: 100, peopleMs: 200 };
    const hub = await stage.start({ limits: beats, options: { bus: spy } });
    const other = await stage.start({ limits: beats, options: { bus } });
    await eventually('acquainted', () => hub.hub.state().otherHubs === 1);
    const [greedy, reader] = [newPerson('Greedy'), newPerson('Reader')];
    const { names } = await newDocuments(app, [greedy, reader]);
    const r = await stage.enter(reader, hub);
    const readers = await r.join(names[0]!, [9000]);
    await r.next('synced');
    const away = await stage.enter(reader, other);
    await away.join(names[0]!);
    const places = await Promise.all(
      [0, 1, 2].map(async (place) => {
        const client = await stage.enter(greedy, hub);
        const ids = Array.from({ length: 200 }, (_, i) => 1 + place * 1000 + i);
        return { client, ids, handle: await client.join(names[0]!, ids) };
      }),
    );
    const fat = { x: 'x'.repeat(600) };
    for (const { client, ids, handle } of places) {
      for (const id of ids.slice(0, 50)) {
        client.say({ type: 'awareness', handle, states: states([[id, 1, fat]]) });
      }
      // Small as they are sent, the name that is put to each makes them large.
      const many = ids.slice(50).map((id): [number, number, object] => [id, 1, {}]);
      client.say({ type: 'awareness', handle, states: states(many) }, { type: 'ping', nonce: 7 });
      await client.next('pong');
      expect(refusals(client)).toBeGreaterThan(40);
    }
    const seen = () => seenBy(r);
    await eventually('shown', () => seen().size > 3);
    expect(bytesOf(seen())).toBeLessThanOrEqual(limits.awarenessBytes);
    const everyone = () =>
      people.flatMap((message) => (message.type === 'everyone' ? [message.states] : []));
    await eventually('told to others', () => everyone().some((list) => list.length > 3));
    for (const list of everyone()) {
      const bytes = list.map(({ json }) => json?.length ?? 0).reduce((a, b) => a + b, 0);
      expect(bytes).toBeLessThanOrEqual(limits.awarenessBytes);
    }
    // What is given up makes room, and nobody else is in the way.
    const { client, handle, ids } = places[0]!;
    client.say({ type: 'awareness', handle, states: states([[ids[0]!, 2, null]]) });
    client.say({ type: 'awareness', handle, states: states([[ids[60]!, 2, { here: 'again' }]]) });
    r.say({ type: 'awareness', handle: readers, states: states([[9000, 1, fat]]) });
    await eventually('room', () => seen().get(ids[60]!)?.includes('again'));
    await eventually('others', () => seenBy(places[1]!.client).get(9000)?.includes('xxx'));
    for (const each of places) each.client.close();
    await eventually('gone', () => [...seen().keys()].every((id) => id === 9000));
    const back = await stage.enter(greedy, hub);
    const there = await back.join(names[0]!, [77]);
    const large = { x: 'y'.repeat(3000) };
    back.say({ type: 'awareness', handle: there, states: states([[77, 1, large]]) });
    await eventually('all of it is free again', () => seen().get(77)?.includes('yyy'));
  });

  test('a y-websocket client that shows too much is told, and stays', async () => {
    const [anna, bert] = [newPerson('Anna'), newPerson('Bert')];
    const { names } = await newDocuments(app, [anna, bert]);
    const r = await stage.enter(bert);
    await r.join(names[0]!);
    const doc = new Y.Doc();
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const provider = await provide(anna, names[0]!, doc);
    try {
      await eventually('synced', () => provider.synced);
      for (let i = 0; i < 100; i++) provider.awareness.setLocalState({ x: `${i}`.repeat(5000) });
      provider.awareness.setLocalState({ small: true });
      await eventually('shown', () => seenBy(r).get(doc.clientID)?.includes('small'));
      expect(provider.wsconnected).toBe(true);
      expect(seenBy(r).get(doc.clientID)).not.toContain('"x"');
      expect(warned.mock.calls.join()).toContain('presence: too large');
    } finally {
      provider.destroy();
      warned.mockRestore();
    }
  });

  test('a y-websocket client echoes a full room, and nothing of that counts against it', async () => {
    const refused: string[] = [];
    const meter = {
      ...silentMeter,
      refused: (...what: string[]) => {
        refused.push(what.join(' '));
      },
    };
    const hub = await stage.start({ options: { meter } });
    const [anna, ...others] = Array.from({ length: 11 }, (_, i) => newPerson(`Person ${i}`));
    const name = (await newDocuments(app, [anna!, ...others])).names[0]!;
    const clients: RawClient[] = [];
    for (const [i, person] of others.entries()) {
      const client = await stage.enter(person, hub);
      const handle = await client.join(name, [i + 1]);
      const shown = states([[i + 1, 1, { x: 'x'.repeat(600) }]]);
      client.say({ type: 'awareness', handle, states: shown });
      clients.push(client);
    }
    await eventually('all are there', () => seenBy(clients[0]!).size >= 9);
    const doc = new Y.Doc();
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const provider = await provide(anna!, name, doc, hub);
    try {
      await eventually('sees all', () => provider.awareness.getStates().size === 11);
      provider.awareness.setLocalState({ here: true });
      await eventually('is seen', () => seenBy(clients[0]!).get(doc.clientID)?.includes('here'));
      expect(refused).toEqual([]);
      expect(warned).not.toHaveBeenCalled();
    } finally {
      provider.destroy();
      warned.mockRestore();
    }
  });
});
