import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openInProcessBus } from '@samspel/platform/bus/in-process-bus';
import { openRegistry } from '@samspel/platform/metrics/registry';
import { createDocuments, freezeDocuments, setAccess } from '@samspel/sync/store/documents';
import { issueTicket } from '@samspel/sync/store/tickets';
import { RawClient } from '@samspel/sync/testing/raw-client';
import { typist } from '@samspel/sync/testing/typist';
import { expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { quietLog } from '../../../tests/support/quiet-log.ts';
import { attachHub } from './attach-hub.ts';

const database = await testDatabase();
const person = { personId: 'p-geheim', name: 'Coordinator', initials: 'C', colour: '#225588' };
const name = 'notes/a/summary';

test('what a hub does is counted, and neither who nor what is written gets into numbers or log', async () => {
  await createDocuments(database.app, [{ name, scope: 'a', kind: 'narrative', shapeVersion: 1 }]);
  await setAccess(database.app, 'a', [{ name, personId: person.personId, mode: 'write' }]);
  const registry = openRegistry();
  const log = quietLog();
  const hub = await attachHub({
    config: { publicUrl: 'http://localhost:3000' },
    databaseUrl: database.url,
    bus: openInProcessBus(),
    log,
    registry,
  });
  const server = createServer();
  server.on('upgrade', (asked, socket, head) => hub.handleUpgrade(asked, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const read = async (metric: string) => {
    const text = await registry.metrics();
    const line = text.split('\n').find((each) => each.startsWith(`samspel_hub_${metric} `));
    return line === undefined ? 0 : Number(line.split(' ').at(-1));
  };

  const client = new RawClient(`ws://127.0.0.1:${port}`);
  await client.greet(await issueTicket(database.app, person));
  const handle = await client.join(name);
  const typing = typist();
  const edit = (text: string) => {
    let bytes = new Uint8Array();
    typing.doc.once('update', (update: Uint8Array) => {
      bytes = new Uint8Array(update);
    });
    typing.doc.getText('content').insert(0, text);
    return bytes;
  };
  for (const word of ['hemligt ', 'ännu ', 'mer ']) await client.update(handle, edit(word));
  const broken = await client.update(handle, new Uint8Array([9]));
  expect(broken).toMatchObject({ type: 'nack', code: 'invalid' });
  const why = broken.type === 'nack' ? broken.reason : '';
  await freezeDocuments(database.app, [name], 'submitting');
  await client.next('epoch');
  expect(await client.update(handle, edit('nej'))).toMatchObject({ code: 'frozen' });
  client.say({ type: 'awareness', handle, states: new Uint8Array(5000) });
  const headers = { connection: 'Upgrade', upgrade: 'websocket', origin: 'https://evil.example' };
  request({ port, path: '/sync', headers })
    .on('error', () => {})
    .end();

  await eventually(
    'all counted',
    async () => (await read('refused_upgrades_total{reason="origin"}')) === 1,
  );
  expect(await read('updates_total')).toBe(3);
  expect(await read('update_bytes_total')).toBeGreaterThan(20);
  expect(await read(`refused_updates_total{reason="${why}"}`)).toBe(1);
  expect(await read('refused_updates_total{reason="frozen"}')).toBe(1);
  expect(await read('refused_presence_total{reason="too_large"}')).toBe(1);
  for (const spread of ['commit_updates', 'commit_seconds', 'persist_lag_seconds']) {
    expect(await read(`${spread}_count`), spread).toBe(3);
  }
  expect(await read('fan_out_seconds_count')).toBe(3);
  expect([await read('sockets'), await read('documents'), await read('seats')]).toEqual([1, 1, 1]);
  expect([await read('database_up'), await read('hears_others')]).toEqual([1, 1]);
  expect([await read('queue_bytes'), await read('oldest_wait_seconds')]).toEqual([0, 0]);
  for (let i = 0; i < 80; i++) client.push(handle, new Uint8Array([9]));
  expect(await client.closed()).toBe(4429);
  expect(await read('ended_sockets_total{why="4429"}')).toBe(1);

  const told = log.lines.map((line) => JSON.stringify(line)).join('\n');
  expect(told).toContain('a socket was closed');
  expect(`${told}${await registry.metrics()}`).not.toMatch(/hemligt|Coordinator/);
  expect(await registry.metrics()).not.toMatch(/geheim|notes\/a/);
  server.close();
  await hub.stop();
});
