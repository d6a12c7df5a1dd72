import { connect, type Socket } from 'node:net';
import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { eventually } from '../../../../tests/support/eventually.ts';
import { encodeRequest } from '../protocol/requests.ts';
import { readUpdates } from '../store/documents.ts';
import { issueTicket } from '../store/tickets.ts';
import { newDocuments, newPerson } from '../testing/running-hub.ts';
import { openStage } from '../testing/stage.ts';
import { typist } from '../testing/typist.ts';

const stage = await openStage();
const headOf = async (name: string) =>
  (await readUpdates(stage.database.app, [name])).get(name)!.head;

const presence = (states: [number, string][]) => {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, states.length);
  for (const [client, json] of states) {
    encoding.writeVarUint(out, client);
    encoding.writeVarUint(out, 1);
    encoding.writeVarString(out, json);
  }
  return encoding.toUint8Array(out);
};

describe('what a member with a client of their own making may try', () => {
  test('thousands of edits that build on a withheld one are neither stored nor piled up', async () => {
    const person = newPerson();
    const { names } = await newDocuments(stage.database.app, [person]);
    const client = await stage.enter(person);
    const handle = await client.join(names[0]!);
    const typing = typist();
    const withheld = typing.type('först');
    const dependents = Array.from({ length: 450 }, () => typing.type('x'));
    const before = process.cpuUsage();
    for (const update of dependents) client.push(handle, update);
    await eventually('all answered', () =>
      client.replies.some((reply) => reply.type === 'ack' && reply.message === dependents.length),
    );
    const { user, system } = process.cpuUsage(before);
    // Client and hub together; merging what is pending again and again would take seconds.
    expect((user + system) / 1000).toBeLessThan(4000);
    const nacks = client.replies.filter((reply) => reply.type === 'nack');
    expect(nacks).toHaveLength(dependents.length);
    expect(nacks.every(({ code }) => code === 'gap')).toBe(true);
    expect(await headOf(names[0]!)).toBe(0);
    expect(await client.update(handle, withheld)).toMatchObject({ type: 'ack' });
    expect(await client.update(handle, Y.mergeUpdates(dependents))).toMatchObject({ type: 'ack' });
    expect(await stage.stored(names[0]!)).toBe(`först${'x'.repeat(450)}`);
  });

  test('other content under clocks that are known changes nothing, nor does what was captured before', async () => {
    const person = newPerson();
    const { names } = await newDocuments(stage.database.app, [person]);
    const client = await stage.enter(person);
    const handle = await client.join(names[0]!);
    const captured = typist(31).type('sant');
    expect(await client.update(handle, captured)).toMatchObject({ type: 'ack' });
    const again = await stage.enter(person);
    const there = await again.join(names[0]!);
    expect(await again.update(there, typist(31).type('fals'))).toMatchObject({ type: 'ack' });
    expect(await again.update(there, captured)).toMatchObject({ type: 'ack' });
    expect(await headOf(names[0]!)).toBe(1);
    expect(await stage.stored(names[0]!)).toBe('sant');
  });

  test('a root used as another kind of thing breaks it for nobody', async () => {
    const [honest, other] = [newPerson(), newPerson()];
    const { names } = await newDocuments(stage.database.app, [honest, other]);
    const h = await stage.enter(honest);
    const handle = await h.join(names[0]!);
    const typing = typist();
    await h.update(handle, typing.type('text'));
    const confused = new Y.Doc();
    confused.getMap('text').set('__proto__', { isAdmin: true });
    const c = await stage.enter(other);
    const there = await c.join(names[0]!);
    const answer = await c.update(there, Y.encodeStateAsUpdate(confused));
    expect(answer).toMatchObject({ type: 'ack' });
    await h.update(handle, typing.type(' går vidare'));
    expect(await stage.stored(names[0]!)).toBe('text går vidare');
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test('deleting what nobody has written is a gap', async () => {
    const person = newPerson();
    const { names } = await newDocuments(stage.database.app, [person]);
    const client = await stage.enter(person);
    const handle = await client.join(names[0]!);
    const out = encoding.createEncoder();
    for (const number of [0, 1, 987_654, 1, 0, 50]) encoding.writeVarUint(out, number);
    expect(await client.update(handle, encoding.toUint8Array(out))).toMatchObject({
      type: 'nack',
      code: 'gap',
      client: 987_654,
    });
    expect(await headOf(names[0]!)).toBe(0);
  });

  test('nobody shows themselves under another name, or as many', async () => {
    const [anna, bert] = [newPerson('Anna'), newPerson('Bert')];
    const { names } = await newDocuments(stage.database.app, [anna, bert]);
    const a = await stage.enter(anna);
    const handle = await a.join(names[0]!, [1]);
    const b = await stage.enter(bert);
    await b.join(names[0]!, [2]);
    await b.next('synced');
    const crowd = Array.from({ length: 50_000 }, (_, i): [number, string] => [i + 10, '{"x":1}']);
    a.say({ type: 'awareness', handle, states: presence(crowd) });
    a.say({ type: 'awareness', handle, states: presence(crowd.slice(0, 100)) });
    const claim = { user: { id: bert.personId, name: 'Bert', color: 'red' }, at: 'here' };
    a.say({ type: 'awareness', handle, states: presence([[1, JSON.stringify(claim)]]) });
    const { states } = await b.next('awareness');
    const seen = Buffer.from(states).toString();
    expect(seen).toContain('here');
    expect(seen).toContain('"name":"Anna"');
    expect(seen).not.toMatch(/Bert|red|"x":1/);
    expect(states.length).toBeLessThan(400);
  });

  test('what servers say, and what nobody says, ends the socket', async () => {
    const person = newPerson();
    for (const opcode of [0, 7, 8, 10, 11, 12, 127]) {
      const client = await stage.enter(person);
      client.sayBytes(new Uint8Array([opcode, 1, 1, 1]));
      expect(await client.closed(), String(opcode)).toBe(4400);
    }
  });
});

describe('below the messages', () => {
  /** A WebSocket by hand. */
  async function handshake(extensions = ''): Promise<{ socket: Socket; answer: string }> {
    const socket = connect(stage.hub.port, '127.0.0.1');
    socket.on('error', () => {});
    const lines = [
      'GET /sync HTTP/1.1',
      'Host: hub',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol: samspel.sync.v1',
      ...(extensions ? [`Sec-WebSocket-Extensions: ${extensions}`] : []),
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    const answer = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
    return { socket, answer: answer.toString() };
  }

  /** A frame with a mask of zeros: it changes nothing. */
  const frame = (firstByte: number, payload: Uint8Array) =>
    Buffer.concat([Buffer.from([firstByte, 0x80 | payload.length, 0, 0, 0, 0]), payload]);

  /** The code of the close frame that ends what the hub says. */
  const closeCode = (socket: Socket) =>
    new Promise<number>((resolve) => {
      let said = Buffer.alloc(0);
      socket.on('data', (data: Buffer) => {
        said = Buffer.concat([said, data]);
        const at = said.indexOf(0x88);
        if (at >= 0 && said.length >= at + 4) resolve(said.readUInt16BE(at + 2));
      });
      socket.on('close', () => resolve(1006));
    });

  test('compression is not offered, and a compressed frame ends the socket', async () => {
    const { socket, answer } = await handshake('permessage-deflate; client_max_window_bits');
    expect(answer).toContain('101');
    expect(answer.toLowerCase()).not.toContain('permessage-deflate');
    const code = closeCode(socket);
    socket.write(frame(0xc2, new Uint8Array([1, 2, 3])));
    expect(await code).toBe(1002);
    socket.destroy();
  });

  test('fragmentsPerMessage: a message in crumbs ends the socket', async () => {
    const { socket } = await handshake();
    const code = closeCode(socket);
    const crumb = frame(0x00, new Uint8Array([0]));
    socket.write(frame(0x02, new Uint8Array([1])));
    socket.write(Buffer.concat(Array.from({ length: 5000 }, () => crumb)));
    expect(await code).toBe(1008);
    socket.destroy();
  });

  test('a frame without a mask, and a length that is never sent, hold nothing up', async () => {
    const unmasked = await handshake();
    const code = closeCode(unmasked.socket);
    unmasked.socket.write(Buffer.from([0x82, 0x01, 0x01]));
    expect(await code).toBe(1002);
    const endless = await handshake();
    const tooLarge = closeCode(endless.socket);
    endless.socket.write(Buffer.from([0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]));
    expect(await tooLarge).toBe(1009);
    const person = newPerson();
    const { names } = await newDocuments(stage.database.app, [person]);
    const honest = await stage.enter(person);
    const handle = await honest.join(names[0]!);
    expect(await honest.update(handle, typist().type('går'))).toMatchObject({ type: 'ack' });
    for (const { socket } of [unmasked, endless]) socket.destroy();
  });

  test('a ticket opens one socket', async () => {
    const ticket = await issueTicket(stage.database.app, newPerson());
    const { socket } = await handshake();
    const hello = encodeRequest({ type: 'hello', version: 1, ticket });
    const welcomed = new Promise<Buffer>((resolve) => socket.once('data', resolve));
    socket.write(frame(0x82, hello));
    expect((await welcomed)[2]).toBe(1);
    const second = await handshake();
    const code = closeCode(second.socket);
    second.socket.write(frame(0x82, hello));
    expect(await code).toBe(4401);
    for (const each of [socket, second.socket]) each.destroy();
  });
});
