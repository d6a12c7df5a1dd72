import { request } from 'node:http';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { eventually } from '../../../../tests/support/eventually.ts';
import { quietLog } from '../../../../tests/support/quiet-log.ts';
import { freezeDocuments, setAccess } from '../store/documents.ts';
import { newDocuments, newPerson } from '../testing/running-hub.ts';
import { openStage } from '../testing/stage.ts';
import { typist } from '../testing/typist.ts';
import { silentMeter } from './hub-meter.ts';

const stage = await openStage();
const { app } = stage.database;
const log = quietLog();
let massDeletes = 0;
const meter = {
  ...silentMeter,
  massDeleted: () => {
    massDeletes += 1;
  },
};
const hub = await stage.start({ options: { log, meter }, limits: { massDeleteLength: 1000 } });

const told = (part: object) =>
  log.lines.filter((line) =>
    Object.entries(part).every(([key, value]) => line[key as keyof typeof line] === value),
  );

test('each kind of refused update is one line: who, where and why, and nothing of what was written', async () => {
  const [owner, other] = [newPerson('Owner'), newPerson('Other')];
  const { names, scope } = await newDocuments(app, [owner, other]);
  const documentName = names[0]!;
  const o = await stage.enter(owner, hub);
  const own = await o.join(documentName);
  const bound = typist(4711);
  await o.update(own, bound.type('hemligt'));
  const c = await stage.enter(other, hub);
  const handle = await c.join(documentName);
  const foreign = typist(4711);
  foreign.type('hemligt');
  const person = other.personId;
  const denied = { msg: 'denied', what: 'update', documentName, person };
  for (let i = 0; i < 3; i++) {
    expect(await c.update(handle, foreign.type('falskt'))).toMatchObject({ code: 'foreign' });
  }
  expect(told({ ...denied, reason: 'foreign' })).toHaveLength(1);
  const broken = await c.update(handle, new Uint8Array([9, 9, 9]));
  expect(broken).toMatchObject({ code: 'invalid' });
  const { reason } = broken as { reason: string };
  expect(told({ ...denied, reason })).toHaveLength(1);
  await setAccess(app, scope, [
    { name: documentName, personId: owner.personId, mode: 'write' },
    { name: documentName, personId: person, mode: 'read' },
  ]);
  await c.next('epoch');
  expect(await c.update(handle, typist().type('försent'))).toMatchObject({ code: 'revoked' });
  expect(told({ ...denied, reason: 'revoked' })).toHaveLength(1);
  await freezeDocuments(app, names, 'submitting');
  await eventually('told', () =>
    o.replies.some((reply) => reply.type === 'epoch' && reply.frozen === 'submitting'),
  );
  expect(await o.update(own, bound.type('mera'))).toMatchObject({ code: 'frozen' });
  expect(told({ ...denied, reason: 'frozen', person: owner.personId })).toHaveLength(1);
  await expect(c.join('text/nobody/0')).rejects.toThrow('absent');
  const absent = { what: 'document', reason: 'absent', documentName: 'text/nobody/0', person };
  expect(told(absent)).toHaveLength(1);
  expect(JSON.stringify(log.lines)).not.toMatch(/hemligt|falskt|mera|försent|Owner|Other/);
});

test('who is sent away from the door is told of', async () => {
  const knock = (headers: Record<string, string>) =>
    new Promise<number>((resolve) => {
      request({
        port: hub.port,
        path: '/sync',
        headers: { connection: 'Upgrade', upgrade: 'websocket', ...headers },
      })
        .on('response', ({ statusCode }) => resolve(statusCode ?? 0))
        .on('error', () => resolve(0))
        .end();
    });
  const origin = 'https://evil.example';
  expect(await knock({ origin })).toBe(403);
  expect(await knock({ 'sec-websocket-protocol': 'samspel.sync.v0' })).toBe(400);
  expect(told({ msg: 'denied', what: 'upgrade', reason: 'origin', origin })).toHaveLength(1);
  expect(told({ what: 'upgrade' })).toHaveLength(2);
});

test('massDeleteLength: more than that deleted at once is taken, told once and counted', async () => {
  const person = newPerson();
  const { names } = await newDocuments(app, [person]);
  const client = await stage.enter(person, hub);
  const handle = await client.join(names[0]!);
  const { doc, type } = typist();
  await client.update(handle, type('hemligt '.repeat(300)));
  const erase = (length: number) => {
    doc.getText('text').delete(0, length);
    // It tells of all that is deleted so far.
    return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc));
  };
  const alarm = { msg: 'much was deleted at once', person: person.personId };
  expect(await client.update(handle, erase(1000))).toMatchObject({ type: 'ack' });
  expect([massDeletes, told(alarm).length]).toEqual([0, 0]);
  expect(await client.update(handle, erase(1))).toMatchObject({ type: 'ack' });
  expect(told({ ...alarm, documentName: names[0], length: 1001 })).toHaveLength(1);
  expect(await client.update(handle, erase(100))).toMatchObject({ type: 'ack' });
  expect([massDeletes, told(alarm).length]).toEqual([2, 1]);
  expect((await stage.stored(names[0]!)).length).toBe(2400 - 1101);
});
