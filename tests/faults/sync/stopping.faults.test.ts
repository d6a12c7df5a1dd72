import { setTimeout as wait } from 'node:timers/promises';
import { readUpdates } from '@samspel/sync/store/documents';
import { issueTicket } from '@samspel/sync/store/tickets';
import { RawClient } from '@samspel/sync/testing/raw-client';
import { newDocuments, newPerson } from '@samspel/sync/testing/running-hub';
import { typist } from '@samspel/sync/testing/typist';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { seeded } from '../../support/seeded.ts';
import { percentile } from '../support/percentile.ts';
import { report } from '../support/report.ts';
import { long, rounds } from '../support/rounds.ts';
import { addUp, noCounts } from './counts.ts';
import type { HubProcess } from './installation.ts';
import { Outages } from './outages.ts';
import { doubledRows } from './rows.ts';
import { severalHubs } from './several-hubs.ts';
import { Writers } from './writers.ts';

const random = seeded();
const next = () => random.next();
const between = (from: number, to: number) => from + next() * (to - from);
const { db, overRedis, startHubs } = await severalHubs();

const socketTo = async ({ port }: HubProcess, person = newPerson()) =>
  new RawClient(`ws://127.0.0.1:${port}`).greet(await issueTicket(db, person));

/** Groups of people, each with documents of their own; in a night two hundred people. */
const crowd = (url: string) =>
  Promise.all(
    long
      ? Array.from({ length: 20 }, () =>
          Writers.start(db, url, next, { people: 10, documents: 1, everyMs: 400 }),
        )
      : [Writers.start(db, url, next)],
  );

/** Ends a hub in good order, as an operator does, and starts it again; how long it took to end, ms. */
async function restart(hub: HubProcess): Promise<number> {
  const watching = await socketTo(hub);
  const asked = performance.now();
  expect(await hub.kill('SIGTERM')).toBe(0);
  const tookMs = performance.now() - asked;
  expect(await watching.closed()).toBe(1012);
  await hub.start();
  return tookMs;
}

describe('hubs that are ended in good order', () => {
  test('one after the other while people write, they lose nothing, double nothing, and nobody waits long', async () => {
    const { hubs, front } = await startHubs(2, overRedis);
    const groups = await crowd(front.url);
    const clients = groups.flatMap((writers) => writers.clients);
    await eventually('all are there', () => clients.every(({ state }) => state.savedAt !== null), {
      withinMs: 60_000,
    });
    const outages = new Outages(clients);
    const restarts = rounds(4, 200, 0.06);
    let slowestMs = 0;
    for (; restarts.due(); restarts.done += 1) {
      await wait(between(300, 900));
      for (const writers of groups) writers.noteWhatIsPromised();
      slowestMs = Math.max(slowestMs, await restart(hubs[restarts.done % 2] as HubProcess));
    }
    // Who was last without it has it again before it is counted.
    await wait(2000);
    outages.end();
    for (const writers of groups) await writers.expectAllSaved();
    const doubled = await doubledRows(
      db,
      groups.flatMap(({ names }) => names),
    );
    await Promise.all(groups.map((writers) => writers.close()));
    front.stop();
    const withoutMs = percentile(outages.ms, 99);
    report('rolling-restart', {
      ...{ seed: random.seed, rounds: restarts.figures(), doubled },
      also: { 'people cut off by a restart': outages.ms.length },
      measured: {
        'slowest stop, ms': Math.round(slowestMs),
        'without service p50, ms': Math.round(percentile(outages.ms, 50)),
        'without service p99, ms': Math.round(withoutMs),
      },
      ...groups.map(({ counts }) => counts).reduce(addUp, noCounts),
    });
    expect(doubled).toBe(0);
    // It gives up waiting after five seconds; half a machine may be slow to notice.
    expect(slowestMs).toBeLessThan(10_000);
    expect(outages.ms.length).toBeGreaterThan(0);
    expect(withoutMs).toBeLessThan(15_000);
  });

  /**
   * A hub is told to end while what it has taken waits for a document that somebody holds. Nobody sends
   * again: what the hub forgets is gone. Answers what was acknowledged before the end, and what is stored.
   */
  async function endedWhileItWaits(env: Record<string, string>) {
    const { hubs } = await startHubs(1, env);
    const [hub] = hubs as [HubProcess];
    const person = newPerson();
    const { names } = await newDocuments(db, [person]);
    const name = names[0] as string;
    const client = await socketTo(hub, person);
    const handle = await client.join(name);
    const { type } = typist();
    await client.update(handle, type('before'));
    const { last, ended } = await db.transaction().execute(async (trx) => {
      await sql`select 1 from sync.doc where name = ${name} for update`.execute(trx);
      const messages = Array.from({ length: 20 }, () => client.push(handle, type(' more')));
      client.say({ type: 'ping', nonce: 1 });
      // Frames of a socket are served in their order.
      await client.next('pong');
      const kill = hub.kill('SIGTERM');
      await wait(200);
      return { last: messages.at(-1), ended: kill };
    });
    await ended;
    const code = await client.closed();
    const acknowledged = client.replies.some((r) => r.type === 'ack' && r.message === last);
    const stored = (await readUpdates(db, [name])).get(name)?.head;
    return { acknowledged, stored, code };
  }

  test('what a hub has taken it stores and acknowledges before it ends', async () => {
    expect(await endedWhileItWaits({})).toEqual({ acknowledged: true, stored: 21, code: 1012 });
  });

  test('control: a hub that ends at once has forgotten it', async () => {
    const { acknowledged, stored } = await endedWhileItWaits({ HUB_CONTROL: 'exits-at-once' });
    expect({ acknowledged, stored }).toEqual({ acknowledged: false, stored: 1 });
  });
});
