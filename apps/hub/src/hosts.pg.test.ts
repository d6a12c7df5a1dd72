import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { openInProcessBus } from '@samspel/platform/bus/in-process-bus';
import { openPool } from '@samspel/platform/db/open-database';
import { SyncClient } from '@samspel/sync/client/sync-client';
import { compactDocument } from '@samspel/sync/compaction/compact-document';
import { createDocuments, setAccess } from '@samspel/sync/store/documents';
import { issueTicket } from '@samspel/sync/store/tickets';
import { describe, expect, test } from 'vitest';
import { applyUpdateV2, Doc, XmlText } from 'yjs';
import { startFaultProxy } from '../../../tests/faults/support/fault-proxy.ts';
import { testDatabase } from '../../../tests/support/database.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { quietLog } from '../../../tests/support/quiet-log.ts';
import { attachHub } from './attach-hub.ts';
import { serveSyncAlone } from './serve-sync-alone.ts';

const database = await testDatabase();
const person = { personId: 'p1', name: 'Coordinator', initials: 'C', colour: '#225588' };
const name = 'narrative/a/summary';
await createDocuments(database.app, [{ name, scope: 'a', kind: 'narrative', shapeVersion: 1 }]);
await setAccess(database.app, 'a', [{ name, personId: 'p1', mode: 'write' }]);

/** Writes into the document and waits until it is saved. */
async function write(
  url: string,
  ticket = () => issueTicket(database.app, person),
  documentName = name,
) {
  const client = new SyncClient({ url, ticket });
  const document = client.open(documentName);
  document.doc.getXmlFragment('content').insert(0, [new XmlText('text')]);
  await eventually('saved', () => document.state.synced && document.state.unsaved === 0);
  expect(document.state.lastSavedAt).not.toBeNull();
  await client.close();
}

describe('hosts of the hub', () => {
  test('the hub of the product works with the rights of its role alone', async () => {
    const log = quietLog();
    const hub = await attachHub({
      config: { publicUrl: 'http://localhost:3000' },
      databaseUrl: database.url,
      bus: openInProcessBus(),
      log,
    });
    const server = createServer();
    server.on('upgrade', (request, socket, head) => hub.handleUpgrade(request, socket, head));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await write(`ws://127.0.0.1:${port}/sync`);
    expect(hub.trouble()).toBeNull();
    expect(log.lines.filter((line) => Number(line.level) >= 40)).toEqual([]);
    server.close();
    await hub.stop();
  });

  test('the engine alone lets anyone write in documents of its own', async () => {
    const server = await serveSyncAlone({
      databaseUrl: database.url,
      host: '127.0.0.1',
      port: 0,
      log: quietLog(),
    });
    const url = `ws://127.0.0.1:${server.port}/sync`;
    await write(url, async () => '', 'bench/room-1');
    // It may stand on a product's database: what is not its own has owners.
    const client = new SyncClient({ url, ticket: async () => '' });
    const theirs = client.open(name);
    await eventually('denied', () => theirs.state.access === 'none');
    await client.close();
    await server.stop();
  });

  test('the engine alone has what is long packed, as the product has it', async () => {
    const server = await serveSyncAlone({
      databaseUrl: database.url,
      host: '127.0.0.1',
      port: 0,
      log: quietLog(),
    });
    const room = 'bench/room-2';
    const ask = (document: string, headers: Record<string, string> = {}) =>
      fetch(
        `http://127.0.0.1:${server.port}/api/documents/snapshot?name=${encodeURIComponent(document)}`,
        { headers },
      );
    expect((await ask(room)).status).toBe(404);
    await write(`ws://127.0.0.1:${server.port}/sync`, async () => '', room);
    expect((await ask(room)).status).toBe(204);
    const pool = openPool({ url: database.url, applicationName: 'test-compaction' });
    const { rows } = await pool.query('select id::float8 as id from sync.doc where name = $1', [
      room,
    ]);
    const judge = () => ({ verdict: 'sound' }) as const;
    await compactDocument({ pool, judge }, rows[0].id);
    await pool.end();
    const answer = await ask(room);
    const doc = new Doc();
    applyUpdateV2(doc, new Uint8Array(await answer.arrayBuffer()));
    expect(doc.getXmlFragment('content').toString()).toBe('text');
    const etag = answer.headers.get('etag')!;
    expect((await ask(room, { 'If-None-Match': etag })).status).toBe(304);
    // What is not its own has owners.
    expect((await ask(name)).status).toBe(404);
    await server.stop();
  });

  test('the engine alone puts off who asks for what is packed while its database is away', async () => {
    const url = new URL(database.url);
    const proxy = await startFaultProxy({ port: Number(url.port) }, Math.random);
    url.port = String(proxy.port);
    const server = await serveSyncAlone({
      databaseUrl: url.href,
      host: '127.0.0.1',
      port: 0,
      log: quietLog(),
    });
    const ask = () =>
      fetch(`http://127.0.0.1:${server.port}/api/documents/snapshot?name=bench/none`);
    expect((await ask()).status).toBe(404);
    await proxy.stop();
    const answer = await ask();
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await server.stop();
  });

  test('a hub of its own says why it does not start, and ends cleanly on SIGTERM', async () => {
    const run = (env: Record<string, string>) => {
      const child = spawn(process.execPath, [path.join(import.meta.dirname, 'main.ts')], {
        env: { PATH: process.env.PATH, PORT: '0', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const output = { text: '' };
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (data: Buffer) => {
          output.text += data.toString();
        });
      }
      return { child, output, exit: once(child, 'exit') };
    };
    const without = run({});
    expect(await without.exit).toEqual([1, null]);
    expect(without.output.text).toBe('DATABASE_URL: a hub of its own needs it\n');
    const hub = run({ DATABASE_URL: database.url });
    await eventually('ready', () => hub.output.text.includes('hub ready'));
    hub.child.kill('SIGTERM');
    expect(await hub.exit).toEqual([0, null]);
  });
});
