import { randomBytes } from 'node:crypto';
import { openPool } from '@samspel/platform/db/open-database';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { eventually } from '../../../../tests/support/eventually.ts';
import { compactDocument } from '../compaction/compact-document.ts';
import { appendServerEdit } from '../store/documents.ts';
import type { SqlPool } from '../store/sql-pool.ts';
import { newClient, newDocuments, newPerson } from '../testing/running-hub.ts';
import { openStage, textOf } from '../testing/stage.ts';
import { typist } from '../testing/typist.ts';

const stage = await openStage();
const pool = openPool({ url: stage.database.appUrl, applicationName: 'test-compaction' });
const reading = openPool({ url: stage.database.hubUrl, applicationName: 'test-reads' });
afterAll(() => Promise.all([pool.end(), reading.end()]));

const person = newPerson();
const { names } = await newDocuments(stage.database.app, [person], 3);
const [name, small, live] = names as [string, string, string];

/** A document whose log so far is in a snapshot: so many edits of so many bytes. */
async function compacted(document: string, edits: number, bytes: number): Promise<void> {
  for (let i = 0; i < edits; i++) {
    const doc = new Y.Doc();
    doc.getText('text').insert(0, randomBytes(bytes).toString('hex'));
    await appendServerEdit(stage.database.app, document, Y.encodeStateAsUpdate(doc), null);
  }
  const { rows } = await sql<{ id: number }>`
    select id::float8 as id from sync.doc where name = ${document}`.execute(stage.database.owner);
  const judge = () => ({ verdict: 'sound' }) as const;
  await compactDocument({ pool, judge, stepBytes: 64 * 1024 * 1024 }, rows[0]!.id);
}
await compacted(name, 12, 600_000);
await compacted(small, 3, 10);

const tight = { unsentHardBytes: 512 * 1024, unsentSoftBytes: 256 * 1024, unsentSoftMs: 100 };

/** One who stops reading as soon as it has asked. */
async function paused(slowestBytesPerSecond: number) {
  const hub = await stage.start({ limits: { ...tight, slowestBytesPerSecond } });
  const client = await stage.enter(person, hub);
  const joined = client.join(name);
  joined.catch(() => {});
  client.socket.pause();
  return { client, joined, hub };
}

describe('a snapshot larger than what may lie unsent', () => {
  test('reaches a reader who is slow, but not slower than slowestBytesPerSecond', async () => {
    const { client, joined } = await paused(64 * 1024);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    client.socket.resume();
    await joined;
    const batch = await client.next('batch');
    expect(batch).toMatchObject({ from: 0, to: 12 });
    expect(batch.updates[0]!.length).toBeGreaterThan(14_000_000);
    await client.next('synced');
  });

  test('slowestBytesPerSecond: does not keep the memory of one who never reads', async () => {
    const { client, hub } = await paused(1024 * 1024 * 1024);
    await eventually('cut off', () => hub.hub.state().sockets === 0, { withinMs: 20_000 });
    client.socket.resume();
    await eventually('told', () => client.closeCode !== null);
    expect(client.replies.some(({ type }) => type === 'synced')).toBe(false);
  });
});

test('snapshotShelfMs: who comes in soon after another is served from the same reading', async () => {
  let readings = 0;
  const query = (asked: { name?: string }) => {
    if (asked.name === 'sync_read_snapshot') readings += 1;
    return reading.query(asked as never);
  };
  const reads = { query } as unknown as SqlPool;
  const hub = await stage.start({ limits: { snapshotShelfMs: 2500 }, options: { reads } });
  const open = async () => {
    const client = await stage.enter(person, hub);
    await client.join(small);
    await client.next('synced');
    client.close();
  };
  await open();
  await open();
  expect(readings).toBe(1);
  const readAnew = async () => {
    await open();
    return readings > 1;
  };
  await eventually('read anew', readAnew, { everyMs: 500 });
});

test('unsentHardBytes: who was cut off comes back to where they were, and has everything', async () => {
  const hub = await stage.start({
    limits: { unsentHardBytes: 512 * 1024, bytesBurst: 64 * 1024 * 1024 },
  });
  const sockets: WebSocket[] = [];
  class Held extends WebSocket {
    constructor(...asked: [string, string[]]) {
      super(...asked);
      sockets.push(this);
    }
  }
  const reader = newClient(stage.database.app, hub.url, person, { WebSocket: Held as never });
  stage.clients.push(reader);
  const opened = reader.open(live);
  const writer = await stage.enter(person, hub);
  const handle = await writer.join(live);
  const typing = typist();
  await writer.update(handle, typing.type('först '));
  await eventually('seen', () => textOf(opened.doc) === 'först ');
  sockets[0]!.pause();
  for (let i = 0; i < 120 && hub.hub.state().sockets === 2; i++) {
    const answer = await writer.update(handle, typing.type(`${i % 10}`.repeat(100_000)));
    expect(answer).toMatchObject({ type: 'ack' });
  }
  expect(hub.hub.state().sockets).toBe(1);
  sockets[0]!.resume();
  await writer.update(handle, typing.type(' sist'));
  await eventually('back', () => opened.state.synced && textOf(opened.doc).endsWith(' sist'));
  expect(textOf(opened.doc)).toBe(textOf(typing.doc));
  expect(sockets).toHaveLength(2);
});
