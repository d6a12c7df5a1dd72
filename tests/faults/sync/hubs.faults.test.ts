import { setTimeout as wait } from 'node:timers/promises';
import { newClient, newDocuments, newPerson } from '@samspel/sync/testing/running-hub';
import { describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { seeded } from '../../support/seeded.ts';
import { report } from '../support/report.ts';
import { rounds } from '../support/rounds.ts';
import type { HubProcess } from './installation.ts';
import { severalHubs } from './several-hubs.ts';
import { Writers } from './writers.ts';

const random = seeded();
const between = (from: number, to: number) => from + random.next() * (to - from);

const { db, redis, overRedis, startHubs } = await severalHubs();

describe('two hubs on one database', () => {
  test('killed one after the other while people write, they lose nothing', async () => {
    const { hubs, front } = await startHubs(2, overRedis);
    const writers = await Writers.start(db, front.url, () => random.next());
    const kills = rounds(4, 400, 0.06);
    let largestMb = 0;
    while (kills.due()) {
      await wait(between(300, 900));
      const hub = hubs[Math.floor(random.next() * 2)] as HubProcess;
      largestMb = Math.max(largestMb, hub.residentMb());
      await hub.kill();
      writers.noteWhatIsPromised();
      await wait(between(0, 500));
      await hub.start();
      kills.done += 1;
    }
    await writers.expectAllSaved();
    await writers.close();
    front.stop();
    report('hubs-killed', {
      ...{ seed: random.seed, rounds: kills.figures(), kills: { hub: kills.done } },
      ...{ measured: { 'hub at most, MiB': Math.round(largestMb) }, ...writers.counts },
    });
  });

  test('Redis killed, emptied, held still and back: all is shown to all, and nothing is lost', async () => {
    const { front } = await startHubs(2, overRedis);
    const writers = await Writers.start(db, front.url, () => random.next());
    const faults = [
      async () => {
        await redis.kill();
        await wait(between(500, 2000));
        await redis.start();
      },
      async () => redis.flush(),
      async () => {
        redis.signal('SIGSTOP');
        await wait(between(500, 3000));
        redis.signal('SIGCONT');
      },
    ];
    const struck = [0, 0, 0] as [number, number, number];
    const strikes = rounds(4, 200, 0.06);
    while (strikes.due()) {
      await wait(between(200, 600));
      const which = strikes.done % faults.length;
      await faults[which]?.();
      struck[which] = (struck[which] ?? 0) + 1;
      strikes.done += 1;
      writers.noteWhatIsPromised();
    }
    await writers.expectAllSaved();
    await writers.close();
    front.stop();
    report('redis', {
      ...{ seed: random.seed, rounds: strikes.figures() },
      ...{ kills: { Redis: struck[0] }, halts: { Redis: struck[2] } },
      ...{ faults: { 'Redis emptied': struck[1] }, ...writers.counts },
    });
  });
});

describe('what Redis carries is a hint', () => {
  /** Two people, one at each hub, in one document, and Redis dead. */
  async function withoutRedis(limits: object, withinMs = 15_000) {
    const { hubs } = await startHubs(2, { ...overRedis, HUB_LIMITS: JSON.stringify(limits) });
    const people = [newPerson(), newPerson()];
    const { names } = await newDocuments(db, people);
    const clients = people.map((person, i) =>
      newClient(db, `ws://127.0.0.1:${hubs[i]?.port}`, person),
    );
    const [a, b] = clients.map((client) => client.open(names[0] as string));
    if (!a || !b) throw new Error('no documents');
    await eventually('synced', () => a.state.synced && b.state.synced);
    await redis.kill();
    await wait(200);
    const edited = performance.now();
    a.doc.getText('text').insert(0, 'hej');
    const seen = await eventually('seen', () => `${b.doc.getText('text')}` === 'hej', {
      withinMs,
    }).catch(() => false);
    const tookMs = Math.round(performance.now() - edited);
    // Its acknowledgement waits a moment for company.
    const saved = await eventually('saved', () => a.state.unsaved === 0).catch(() => false);
    await redis.start();
    await Promise.all(clients.map((client) => client.close()));
    return { seen, saved, tookMs };
  }

  test('without Redis edits are saved as ever and reach the other hub', async () => {
    const { seen, saved, tookMs } = await withoutRedis({});
    expect({ seen, saved }).toEqual({ seen: true, saved: true });
    report('without-redis', { kills: { Redis: 1 }, measured: { 'other hub, ms': tookMs } });
  });

  test('control: a hub that never looks into the log shows nothing', async () => {
    const never = { lookMs: 600_000, deafLookMs: 600_000 };
    expect(await withoutRedis(never, 3000)).toMatchObject({ seen: false, saved: true });
  });

  test('control: a hub that acknowledges before it has written loses what it called saved', async () => {
    const { hubs, front } = await startHubs(1, { HUB_CONTROL: 'acknowledges-first' });
    const writers = await Writers.start(db, front.url, () => random.next());
    await wait(2000);
    writers.stopWriting();
    await eventually('all called saved', () => writers.unsaved() === 0);
    writers.writeMuch(100);
    await eventually('called saved', () => writers.unsaved() === 0);
    writers.noteWhatIsPromised();
    await hubs[0]?.kill();
    const lost = await writers.lostIn(db);
    await writers.close();
    front.stop();
    expect(lost).toBeGreaterThan(0);
  });
});
