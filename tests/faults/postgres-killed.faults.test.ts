import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { asSystem } from '@samspel/platform/db/as-system';
import { openDatabase } from '@samspel/platform/db/open-database';
import { newId } from '@samspel/platform/ids';
import { appendEvent } from '@samspel/platform/outbox/append-event';
import { verifyAllChains } from '@samspel/platform/outbox/verify-chain';
import { migrateToLatest } from '@samspel/server/migrate';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { startEmbeddedPostgres } from '../support/embedded-postgres.ts';
import { eventually } from '../support/eventually.ts';
import { startMailServer } from '../support/mail-server.ts';
import { startTestRedis } from '../support/redis.ts';
import { seeded } from '../support/seeded.ts';
import { eventType, faultTables } from './children/fault-handlers.ts';
import { startChild } from './support/child.ts';
import { report } from './support/report.ts';
import { rounds } from './support/rounds.ts';

// A server of its own, with the durability of production: this one is killed.
const postgres = await startEmbeddedPostgres({ durable: true });
const mailServer = await startMailServer();
const redis = await startTestRedis();
const folder = await mkdtemp(path.join(tmpdir(), 'samspel-faults-'));
const url = postgres.urlOf('postgres');
await migrateToLatest(url, { info: () => {} });
const owner = openDatabase<unknown>({ url, applicationName: 'test' });
const app = openDatabase<unknown>({ url, applicationName: 'test', role: 'samspel_app' });
await sql.raw(faultTables).execute(owner);

afterAll(async () => {
  await Promise.all([owner.destroy(), app.destroy()]);
  await postgres.stop();
  await mailServer.stop();
  await redis.stop();
  await rm(folder, { recursive: true });
});

/** Resolves to the event when the database has said that the commit is done. */
async function command(): Promise<string | null> {
  const sent = asSystem(app, async (trx) => {
    const { eventId } = await appendEvent(trx, {
      aggregateKind: 'proposal',
      aggregateId: newId(),
      type: eventType,
      payload: {},
      actorId: null,
    });
    await sql`insert into fault.command (id, event_id) values (${newId()}, ${eventId})`.execute(
      trx,
    );
    return eventId;
  });
  return sent.catch(() => null);
}

const idsOf = async (table: 'command' | 'effect') => {
  const { rows } = await sql<{ eventId: string }>`
    select event_id from fault.${sql.raw(table)} order by event_id`.execute(owner);
  return rows.map((row) => row.eventId);
};

describe.each([
  { queue: 'PostgreSQL', more: {}, killsInCi: 3 },
  { queue: 'Redis', more: { REDIS_URL: redis.url }, killsInCi: 1 },
])('PostgreSQL killed again and again, jobs in $queue', ({ queue, more, killsInCi }) => {
  test('no acknowledged command is lost, every effect comes once, no job uses up an attempt', async () => {
    const random = seeded();
    await sql`truncate fault.command, fault.effect, samspel.event, samspel.aggregate, samspel.mail cascade`.execute(
      owner,
    );
    const worker = startChild('worker.ts', {
      DATABASE_URL: url,
      SMTP_URL: mailServer.url,
      SAMSPEL_DATA: folder,
      ...more,
    });
    await worker.ready;
    const acknowledged: string[] = [];
    let producing = true;
    const producers = Array.from({ length: 3 }, async () => {
      while (producing) {
        const id = await command();
        if (id) acknowledged.push(id);
        await wait(20);
      }
    });
    const kills = rounds(killsInCi, 50, 0.06);
    for (; kills.due(); kills.done += 1) {
      await wait(500 + random.next() * 1000);
      await postgres.kill();
      await wait(random.next() * 1500);
      await postgres.restart();
    }
    await wait(500);
    producing = false;
    await Promise.all(producers);

    const commands = await eventually('the database to answer', () =>
      idsOf('command').catch(() => null),
    );
    const every = async () => (await idsOf('effect')).length >= commands.length;
    // Counted below.
    await eventually('every effect', every, { withinMs: 60_000 }).catch(() => {});
    await wait(500);
    const effects = await idsOf('effect');
    const [there, done] = [new Set(commands), new Set(effects)];
    const lost =
      acknowledged.filter((id) => !there.has(id)).length +
      commands.filter((id) => !done.has(id)).length;
    const doubled = effects.length - done.size;
    report(`commands-${queue}`, {
      ...{ seed: random.seed, rounds: kills.figures(), kills: { PostgreSQL: kills.done } },
      ...{ also: { 'commands acknowledged': acknowledged.length }, lost, doubled },
    });
    expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
    expect(effects).toEqual(commands);
    const { rows } = await sql`select count(*)::int as parked from samspel.event_delivery
      where parked_at is not null or attempts > 1`.execute(owner);
    expect(rows).toEqual([{ parked: 0 }]);
    const faults: unknown[] = [];
    await verifyAllChains(owner, (fault) => faults.push(fault));
    expect(faults).toEqual([]);
  });
});

test('control: a database that confirms before it has written loses commands', async () => {
  for (const setting of ['synchronous_commit = off', "wal_writer_delay = '10s'"]) {
    await sql.raw(`alter system set ${setting}`).execute(owner);
  }
  await sql`select pg_reload_conf()`.execute(owner);
  await eventually('careless', async () => {
    const { rows } = await sql<{ is: string }>`
      select current_setting('synchronous_commit') as is`.execute(app);
    return rows[0]?.is === 'off';
  });
  const acknowledged: string[] = [];
  for (let n = 0; n < 20; n += 1) {
    const id = await command();
    if (id) acknowledged.push(id);
  }
  await postgres.kill();
  await postgres.restart();
  const commands = await eventually('the database to answer', () =>
    idsOf('command').catch(() => null),
  );
  expect(acknowledged).toHaveLength(20);
  expect(acknowledged.filter((id) => !commands.includes(id)).length).toBeGreaterThan(0);
});
