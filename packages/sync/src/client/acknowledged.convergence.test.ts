import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { testDatabase } from '../../../../tests/support/database.ts';
import { eventually } from '../../../../tests/support/eventually.ts';
import {
  bytesOf,
  contains,
  editAtRandom,
  expectConverged,
  newPeers,
  storedDocument,
} from '../testing/peers.ts';
import { type RunningHub, runHub } from '../testing/running-hub.ts';
import { seededRandom } from '../testing/seeded-random.ts';

const database = await testDatabase();
const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

const seed = Number(process.env.SAMSPEL_SEED ?? Date.now() % 1_000_000);

async function startChild(port = 0): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(
    process.execPath,
    [path.join(import.meta.dirname, '../testing/hub-child.ts')],
    {
      env: { ...process.env, DATABASE_URL: database.url, PORT: String(port) },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  children.add(child);
  child.on('exit', () => children.delete(child));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout!.once('data', (data: Buffer) => resolve(data.toString()));
    child.once('exit', () => reject(new Error('hub did not start')));
  });
  return { child, port: Number(line) };
}

describe(`through real sockets and the hub (seed ${seed}; SAMSPEL_SEED repeats it)`, () => {
  test('peers whose lines are cut at random converge byte for byte', async () => {
    const random = seededRandom(seed);
    const hub: RunningHub = await runHub({ url: database.url });
    const { peers, names } = await newPeers(database, 6, hub.url, 3);
    const stop = editAtRandom(peers, random);
    for (let cut = 0; cut < 40; cut++) {
      await wait(random.int(120));
      const { client } = random.pick(peers);
      client.pause();
      if (random.chance(0.5)) await wait(random.int(100));
      client.resume();
    }
    stop();
    await expectConverged(database, seed, peers, names);
    await Promise.all(peers.map(({ client }) => client.close()));
    await hub.stop();
  });

  test('nothing acknowledged is lost when the hub is killed (SIGKILL) again and again, and all converges', async () => {
    const random = seededRandom(seed + 1);
    let { child, port } = await startChild();
    const { peers, names } = await newPeers(database, 5, `ws://127.0.0.1:${port}`, 3);
    const stop = editAtRandom(peers, random);
    let acknowledged = 0;
    const kills = 7;
    for (let kill = 0; kill < kills; kill++) {
      await eventually('some work is done', () =>
        peers.some(({ client }) => client.state.connection === 'online'),
      );
      await wait(150 + random.int(500));
      child.kill('SIGKILL');
      // What screens called saved at this moment must be in the log.
      const confirmed = peers.map((peer) => peer.documents.map((each) => each.confirmedDocument()));
      for (const [i, name] of names.entries()) {
        const whole = await storedDocument(database, name);
        const before = bytesOf(whole);
        for (const documents of confirmed) {
          acknowledged += documents[i]!.store.clients.size;
          Y.applyUpdate(whole, Y.encodeStateAsUpdate(documents[i]!));
        }
        expect(bytesOf(whole) === before, `seed ${seed}, kill ${kill}`).toBe(true);
      }
      ({ child, port } = await startChild(port));
    }
    stop();
    expect(acknowledged).toBeGreaterThan(0);
    await expectConverged(database, seed, peers, names);
    await Promise.all(peers.map(({ client }) => client.close()));
    child.kill('SIGKILL');
  });

  test('control: a client that calls saved what was only sent would be found out', async () => {
    const { child, port } = await startChild();
    const { peers, names } = await newPeers(database, 1, `ws://127.0.0.1:${port}`, 1);
    const document = peers[0]!.documents[0]!;
    await eventually('synced', () => document.state.synced);
    child.kill('SIGSTOP');
    document.doc.getText('text').insert(0, 'bara skickat');
    await wait(100);
    child.kill('SIGKILL');
    const whole = await storedDocument(database, names[0]!);
    expect(contains(whole, document.confirmedDocument())).toBe(true);
    expect(contains(whole, document.doc)).toBe(false);
    await peers[0]!.client.close();
  });
});
