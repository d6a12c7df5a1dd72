import { randomBytes } from 'node:crypto';
import { openPool } from '@samspel/platform/db/open-database';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { eventually } from '../../../../tests/support/eventually.ts';
import { compactDocument } from '../compaction/compact-document.ts';
import { appendServerEdit } from '../store/documents.ts';
import { newDocuments, newPerson } from '../testing/running-hub.ts';
import { openStage } from '../testing/stage.ts';

const stage = await openStage();
const pool = openPool({ url: stage.database.appUrl, applicationName: 'test-compaction' });
afterAll(() => pool.end());

const person = newPerson();
const { names } = await newDocuments(stage.database.app, [person]);
const name = names[0]!;
for (let i = 0; i < 12; i++) {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, randomBytes(600_000).toString('hex'));
  await appendServerEdit(stage.database.app, name, Y.encodeStateAsUpdate(doc), null);
}
const { rows } = await sql<{ id: number }>`
  select id::float8 as id from sync.doc where name = ${name}`.execute(stage.database.owner);
const judge = () => ({ verdict: 'sound' }) as const;
await compactDocument({ pool, judge, stepBytes: 64 * 1024 * 1024 }, rows[0]!.id);

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
