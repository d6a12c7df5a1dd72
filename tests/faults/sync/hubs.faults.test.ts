import { setTimeout as wait } from 'node:timers/promises';
import { openDatabase } from '@samspel/platform/db/open-database';
import { migrateToLatest } from '@samspel/server/migrate';
import { scanUpdate } from '@samspel/sync/protocol/scan-update';
import { issueTicket } from '@samspel/sync/store/tickets';
import { RawClient } from '@samspel/sync/testing/raw-client';
import { newClient, newDocuments, newPerson } from '@samspel/sync/testing/running-hub';
import { type QueryExecutorProvider, sql } from 'kysely';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { startEmbeddedPostgres } from '../../support/embedded-postgres.ts';
import { eventually } from '../../support/eventually.ts';
import { freePort } from '../../support/free-port.ts';
import { startTestRedis } from '../../support/redis.ts';
import { seeded } from '../../support/seeded.ts';
import { startFront } from './front.ts';
import { HubProcess } from './installation.ts';
import { report } from './report.ts';
import { Writers } from './writers.ts';

const random = seeded();
const between = (from: number, to: number) => from + random.next() * (to - from);
const strikes = process.env.SAMSPEL_LONG ? 200 : 6;

const postgres = await startEmbeddedPostgres({ durable: true });
const databaseUrl = postgres.urlOf('postgres');
await migrateToLatest(databaseUrl, { info: () => {} });
const db = openDatabase<unknown>({
  url: databaseUrl,
  applicationName: 'test',
  role: 'samspel_app',
});
const redis = await startTestRedis();
const hubs = new Set<HubProcess>();
afterEach(async () => {
  await Promise.all([...hubs].map((hub) => hub.kill()));
  hubs.clear();
});
afterAll(async () => {
  await db.destroy();
  await redis.stop();
  await postgres.stop();
});

async function startHubs(count: number, env: Record<string, string> = {}) {
  const started = await Promise.all(
    Array.from({ length: count }, async () => {
      const hub = new HubProcess(await freePort(), { DATABASE_URL: databaseUrl, ...env });
      hubs.add(hub);
      await hub.start();
      return hub;
    }),
  );
  return { hubs: started, front: await startFront(started.map(({ port }) => port)) };
}

const overRedis = { REDIS_URL: redis.url };

/** Rows that bring what another row has brought already. */
async function doubledRows(executor: QueryExecutorProvider, names: readonly string[]) {
  const { rows } = await sql<{ doc: number; data: Buffer }>`
    select u.doc_id::int as doc, u.data from sync.upd u join sync.doc d on d.id = u.doc_id
    where d.name in (${sql.join(names)}) order by u.doc_id, u.seq`.execute(executor);
  const ends = new Map<string, number>();
  let doubled = 0;
  for (const { doc, data } of rows) {
    for (const { client, start, end } of scanUpdate(data).ranges) {
      const key = `${doc}:${client}`;
      if (start < (ends.get(key) ?? 0)) doubled += 1;
      ends.set(key, end);
    }
  }
  return doubled;
}

const socketTo = async (port: number) => {
  const client = new RawClient(`ws://127.0.0.1:${port}`);
  return client.greet(await issueTicket(db, newPerson()));
};

describe('two hubs on one database', () => {
  test('restarted one after the other while people write, they lose nothing and double nothing', async () => {
    const { hubs, front } = await startHubs(2, overRedis);
    const writers = await Writers.start(db, front.url, () => random.next());
    let slowestMs = 0;
    for (let strike = 0; strike < strikes; strike += 1) {
      await wait(between(300, 900));
      const hub = hubs[strike % 2] as HubProcess;
      const watching = await socketTo(hub.port);
      writers.noteWhatIsPromised();
      const asked = performance.now();
      expect(await hub.kill('SIGTERM')).toBe(0);
      slowestMs = Math.max(slowestMs, performance.now() - asked);
      expect(await watching.closed()).toBe(1012);
      await hub.start();
    }
    expect(slowestMs).toBeLessThan(5000);
    await writers.expectAllSaved();
    const doubled = await doubledRows(db, writers.names);
    await writers.close();
    front.stop();
    const figures = { restarts: strikes, slowestStopMs: Math.round(slowestMs), doubled };
    report('rolling-restart', { seed: random.seed, ...figures, ...writers.counts });
    expect(doubled).toBe(0);
  });

  test('killed one after the other while people write, they lose nothing', async () => {
    const { hubs, front } = await startHubs(2, overRedis);
    const writers = await Writers.start(db, front.url, () => random.next());
    for (let strike = 0; strike < strikes; strike += 1) {
      await wait(between(300, 900));
      const hub = hubs[Math.floor(random.next() * 2)] as HubProcess;
      await hub.kill();
      writers.noteWhatIsPromised();
      await wait(between(0, 500));
      await hub.start();
    }
    await writers.expectAllSaved();
    await writers.close();
    front.stop();
    report('hub-killed', { seed: random.seed, kills: strikes, ...writers.counts });
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
    for (let strike = 0; strike < strikes; strike += 1) {
      await wait(between(200, 600));
      await faults[strike % faults.length]?.();
      writers.noteWhatIsPromised();
    }
    await writers.expectAllSaved();
    await writers.close();
    front.stop();
    report('redis', { seed: random.seed, strikes, ...writers.counts });
  });
});

describe('what Redis carries is a hint', () => {
  /** Two people, one at each hub, in one document, and Redis dead. */
  async function withoutRedis(limits: object) {
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
      withinMs: 3000,
    }).catch(() => false);
    const tookMs = Math.round(performance.now() - edited);
    const saved = a.state.unsaved === 0;
    await redis.start();
    await Promise.all(clients.map((client) => client.close()));
    return { seen, saved, tookMs };
  }

  test('without Redis edits are saved as ever and reach the other hub within a second', async () => {
    const { seen, saved, tookMs } = await withoutRedis({});
    expect({ seen, saved }).toEqual({ seen: true, saved: true });
    expect(tookMs).toBeLessThan(1000);
    report('without-redis', { milliseconds: tookMs });
  });

  test('control: a hub that never looks into the log shows nothing', async () => {
    const never = { lookMs: 600_000, deafLookMs: 600_000 };
    expect(await withoutRedis(never)).toMatchObject({ seen: false, saved: true });
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
