import { describe, expect, test } from 'vitest';
import { eventually } from '../../../../tests/support/eventually.ts';
import type { Shapes } from '../protocol/shapes.ts';
import { raiseShapes } from '../store/documents.ts';
import { issueDocumentToken, issueTicket } from '../store/tickets.ts';
import { RawClient } from '../testing/raw-client.ts';
import { RawYjsClient } from '../testing/raw-yjs-client.ts';
import {
  grant,
  newDocuments,
  newPerson,
  type TestPerson,
  testKinds,
} from '../testing/running-hub.ts';
import { openStage } from '../testing/stage.ts';
import { typist } from '../testing/typist.ts';

const stage = await openStage();
const { app } = stage.database;

const today: Shapes = new Map([['text', 2]]);
const unsaid: Shapes = new Map();

/** A client of version 2. */
async function enter(person: TestPerson, shapes: Shapes, at = stage.hub): Promise<RawClient> {
  const client = new RawClient(at.url, { protocol: 'samspel.sync.v2' });
  stage.raw.push(client);
  return client.greet(await issueTicket(app, person), shapes);
}

const raise = () => app.transaction().execute((trx) => raiseShapes(trx, { text: 2 }));

const lastEpoch = (client: RawClient) =>
  client.replies.filter((reply) => reply.type === 'epoch').at(-1);

describe('an editor that is older than the document', () => {
  test('of version 1 is told that it is frozen, reads on, and changes nothing', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names } = await newDocuments(app, [anna, bert]);
    await raise();
    const older = await stage.enter(anna);
    const place = await older.join(names[0]!);
    const told = { access: 'read', frozen: 'outdated', needs: null };
    expect(await older.next('subscribed')).toMatchObject(told);
    const newer = await enter(bert, today);
    const typing = typist();
    const answer = await newer.update(await newer.join(names[0]!), typing.type('av idag'));
    expect(answer.type).toBe('ack');
    expect(await newer.next('subscribed')).toMatchObject({ access: 'write', needs: null });
    expect((await older.next('batch')).updates).toHaveLength(1);
    expect(await older.update(place, typist().type('av igår'))).toMatchObject({
      type: 'nack',
      code: 'frozen',
      reason: 'outdated',
    });
    expect(await stage.stored(names[0]!)).toBe('av idag');
  });

  test('of version 2 is told what it lacks, beside the right that its person has', async () => {
    const [anna, bert] = [newPerson(), newPerson()];
    const { names, scope } = await newDocuments(app, [anna], 2);
    await raise();
    const client = await enter(anna, new Map([['numbers', 9]]));
    const place = await client.join(names[0]!);
    const told = { access: 'write', frozen: null, needs: 2 };
    expect(await client.next('subscribed')).toMatchObject(told);
    const refused = { type: 'nack', code: 'outdated' };
    expect(await client.update(place, typist().type('x'))).toMatchObject(refused);
    expect(await stage.stored(names[0]!)).toBe('');
    await grant(app, scope, names, [bert], 'read');
    const reader = await enter(bert, unsaid);
    await reader.join(names[1]!);
    expect(await reader.next('subscribed')).toMatchObject({ access: 'read', needs: 2 });
  });

  test('hears at once that the shape was raised, and no later grant lets it write', async () => {
    const people = [newPerson(), newPerson(), newPerson()] as const;
    const { names, scope } = await newDocuments(app, people);
    const clients = [
      await stage.enter(people[0]),
      await enter(people[1], unsaid),
      await enter(people[2], today),
    ] as const;
    const [first, second, third] = clients;
    const places = await Promise.all(clients.map((client) => client.join(names[0]!)));
    const hands = clients.map(() => typist());
    const write = (text: string) =>
      Promise.all(clients.map((each, i) => each.update(places[i]!, hands[i]!.type(text))));
    expect((await write('a')).map(({ type }) => type)).toEqual(['ack', 'ack', 'ack']);
    await raise();
    await eventually('all are told', () => clients.every((client) => lastEpoch(client)));
    expect(lastEpoch(first)).toMatchObject({ access: 'read', frozen: 'outdated', needs: null });
    expect(lastEpoch(second)).toMatchObject({ access: 'write', frozen: null, needs: 2 });
    expect(lastEpoch(third)).toMatchObject({ access: 'write', frozen: null, needs: null });
    const refused = [{ code: 'frozen' }, { code: 'outdated' }, { type: 'ack' }];
    expect(await write('b')).toMatchObject(refused);
    const { epoch } = lastEpoch(first)!;
    await grant(app, scope, names, people, 'read');
    await grant(app, scope, names, people);
    await eventually('told of both', () =>
      clients.every((client) => lastEpoch(client)?.epoch === epoch + 2),
    );
    expect(lastEpoch(first)).toMatchObject({ access: 'read', frozen: 'outdated' });
    expect(lastEpoch(second)).toMatchObject({ access: 'write', needs: 2 });
    expect(await write('c')).toMatchObject(refused);
    expect([...(await stage.stored(names[0]!))].sort().join('')).toBe('aaabc');
  });

  test('writes nothing where nobody announced it: the commit finds the epoch old', async () => {
    const deaf = await stage.start({ listen: false, limits: { lookMs: 600_000 } });
    const person = newPerson();
    const { names } = await newDocuments(app, [person]);
    const client = await enter(person, unsaid, deaf);
    const place = await client.join(names[0]!);
    const { type } = typist();
    expect(await client.update(place, type('före'))).toMatchObject({ type: 'ack' });
    await raise();
    expect(await client.update(place, type('efter'))).toMatchObject({ code: 'outdated' });
    expect(await stage.stored(names[0]!)).toBe('före');
  });

  test('reads at a hub whose own editors are newer, whatever the row says', async () => {
    const ahead = { ...testKinds, text: { ...testKinds.text, shapeVersion: 3 } };
    const hub = await stage.start({ options: { documentKinds: ahead } });
    const person = newPerson();
    const { names } = await newDocuments(app, [person]);
    const client = await enter(person, today, hub);
    const place = await client.join(names[0]!);
    expect(await client.next('subscribed')).toMatchObject({ access: 'write', needs: 3 });
    expect(await client.update(place, typist().type('x'))).toMatchObject({ code: 'outdated' });
    expect(await stage.stored(names[0]!)).toBe('');
  });

  test('of the y-websocket protocol is as new as its hub, and no newer', async () => {
    const person = newPerson();
    const { names } = await newDocuments(app, [person]);
    const [documentName] = names as [string];
    const ahead = { ...testKinds, text: { ...testKinds.text, shapeVersion: 2 } };
    const hubs = [await stage.start({ options: { documentKinds: ahead } }), stage.hub];
    const [newer, older] = await Promise.all(
      hubs.map(async ({ url }) => {
        const { personId, name } = person;
        const token = await issueDocumentToken(app, { personId, documentName, name });
        return (await new RawYjsClient(url, documentName, token).open()).synced();
      }),
    );
    await raise();
    await eventually('told', () => older!.heard.some(({ type }) => type === 2));
    older!.sync(2, typist().type('av igår'));
    newer!.sync(2, typist().type('av idag'));
    await eventually('stored', async () => (await stage.stored(documentName)) !== '');
    expect(await stage.stored(documentName)).toBe('av idag');
    expect(newer!.heard.some(({ type }) => type === 2)).toBe(false);
    newer!.socket.terminate();
    older!.socket.terminate();
  });
});

test('a greeting is of the version that the socket has negotiated', async () => {
  const ticket = await issueTicket(app, newPerson());
  for (const [protocol, version] of [
    ['samspel.sync.v1', 2],
    ['samspel.sync.v2', 1],
    ['samspel.sync.v2', 3],
  ] as const) {
    const client = await new RawClient(stage.hub.url, { protocol }).open();
    stage.raw.push(client);
    client.say({ type: 'hello', version, ticket });
    expect(await client.closed()).toBe(4400);
  }
  const [first, second] = [await stage.enter(newPerson()), await enter(newPerson(), today)];
  expect(await first.next('welcome')).toMatchObject({ version: 1 });
  expect(await second.next('welcome')).toMatchObject({ version: 2 });
});
