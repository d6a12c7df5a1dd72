import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { startMailServer } from '../support/mail-server.ts';
import { startTestRedis } from '../support/redis.ts';
import { seeded } from '../support/seeded.ts';
import { faultTables } from './children/fault-handlers.ts';
import { startChild } from './support/child.ts';

const database = await testDatabase();
await sql.raw(faultTables).execute(database.owner);
const mailServer = await startMailServer();
const redis = await startTestRedis();
const folder = await mkdtemp(path.join(tmpdir(), 'samspel-faults-'));
afterAll(async () => {
  await mailServer.stop();
  await redis.stop();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  await sql`truncate fault.effect, fault.command, samspel.mail, samspel.event, samspel.aggregate,
    bullmq.job cascade`.execute(database.owner);
  mailServer.received.length = 0;
});

interface World {
  redisUrl?: string;
}
const env = (world: World, more: Record<string, string> = {}) => ({
  DATABASE_URL: database.url,
  SMTP_URL: mailServer.url,
  SAMSPEL_DATA: folder,
  ...(world.redisUrl ? { REDIS_URL: world.redisUrl } : {}),
  ...more,
});
const startWorker = (world: World, more?: Record<string, string>) =>
  startChild('worker.ts', env(world, more));
const produce = (world: World, commands: number, more?: Record<string, string>) =>
  startChild('producer.ts', env(world, { FAULT_COMMANDS: String(commands), ...more }));

async function eventIdsOf(table: 'fault.command' | 'fault.effect'): Promise<string[]> {
  const { rows } = await sql<{ eventId: string }>`
    select event_id from ${sql.raw(table)} order by event_id`.execute(database.owner);
  return rows.map((row) => row.eventId);
}

/** Every committed command has its effect and its mail, exactly once; nothing else has. */
async function expectOnce({ copiesAllowed }: { copiesAllowed: number }): Promise<void> {
  const commands = await eventIdsOf('fault.command');
  await eventually(
    'an effect and a sent mail for each command',
    async () => {
      const effects = new Set(await eventIdsOf('fault.effect'));
      const { rows } = await sql<{ sent: number }>`
        select count(*)::int as sent from samspel.mail where state = 'sent'`.execute(
        database.owner,
      );
      return effects.size >= commands.length && rows[0]!.sent >= commands.length;
    },
    { withinMs: 60_000 },
  );
  // Whatever would come twice has its chance to.
  await wait(500);
  expect(await eventIdsOf('fault.effect')).toEqual(commands);
  const subjects = mailServer.received.map((mail) => mail.parsed.subject);
  expect([...new Set(subjects)].toSorted()).toEqual(commands);
  const messageIds = new Set(mailServer.received.map((mail) => mail.parsed.messageId));
  expect(messageIds.size).toBe(commands.length);
  expect(subjects.length - commands.length).toBeLessThanOrEqual(copiesAllowed);
}

const everywhere = ['relay-after-enqueue', 'handler-before-commit', 'handler-after-commit'];
const beforeTheQueue = ['relay-after-claim', 'handler-before-effect', 'mail-after-claim'];

describe.each([
  { queue: 'PostgreSQL', world: {}, points: [...beforeTheQueue, ...everywhere] },
  { queue: 'Redis', world: { redisUrl: redis.url }, points: everywhere },
])('jobs in $queue', ({ world, points }) => {
  test.each(points)('a worker killed at %s: nothing lost, effects once', async (point) => {
    const dying = startWorker(world, { SAMSPEL_FAILPOINT: `${point}:2` });
    await produce(world, 4).exit;
    await produce(world, 4).exit;
    expect(await dying.exit).toMatchObject({ signal: 'SIGKILL' });
    startWorker(world);
    // The kill may also hit a mail between its acceptance and its note: a copy with the same id.
    await expectOnce({ copiesAllowed: 1 });
  });
});

describe('mail', () => {
  const world = {};
  test('a worker killed after the mail server took a mail: at most one copy, with the same id', async () => {
    const dying = startWorker(world, { SAMSPEL_FAILPOINT: 'mail-after-accept:2' });
    await produce(world, 4).exit;
    expect(await dying.exit).toMatchObject({ signal: 'SIGKILL' });
    startWorker(world);
    await expectOnce({ copiesAllowed: 1 });
    expect(mailServer.received).toHaveLength(5);
  });
});

describe('an API process killed', () => {
  test('before the commit: there is no command and no effect', async () => {
    const producing = produce({}, 3, { SAMSPEL_FAILPOINT: 'command-before-commit:2' });
    expect(await producing.exit).toMatchObject({ signal: 'SIGKILL' });
    expect(await eventIdsOf('fault.command')).toHaveLength(1);
    startWorker({});
    await expectOnce({ copiesAllowed: 0 });
  });

  test('after the commit and before the hint: the effect comes without it', async () => {
    const producing = produce({}, 3, { SAMSPEL_FAILPOINT: 'command-after-commit:2' });
    expect(await producing.exit).toMatchObject({ signal: 'SIGKILL' });
    expect(await eventIdsOf('fault.command')).toHaveLength(2);
    startWorker({});
    await expectOnce({ copiesAllowed: 0 });
  });
});

test('workers killed at random moments over 120 commands: nothing lost, effects once', async () => {
  const random = seeded();
  const kills = process.env.SAMSPEL_LONG ? 500 : 8;
  const producers = [produce({}, 60), produce({}, 60)];
  startWorker({});
  for (let kill = 0; kill < kills; kill += 1) {
    const victim = startWorker({});
    await victim.ready;
    await wait(random.next() * 400);
    victim.kill();
    await victim.exit;
    if (kill % 4 === 3) await produce({}, 5).exit;
  }
  await Promise.all(producers.map((producer) => producer.exit));
  await expectOnce({ copiesAllowed: kills });
});

test('Redis emptied under a running worker: forgotten jobs are queued again', async () => {
  const world = { redisUrl: redis.url };
  await produce(world, 5).exit;
  const dying = startWorker(world, { SAMSPEL_FAILPOINT: 'handler-before-effect' });
  expect(await dying.exit).toMatchObject({ signal: 'SIGKILL' });
  await redis.kill();
  await redis.start();
  // Two minutes later by the database's clock, instead of waiting for them.
  await sql`update samspel.event_delivery set created_at = created_at - interval '3 minutes'`.execute(
    database.owner,
  );
  startWorker(world);
  await expectOnce({ copiesAllowed: 0 });
});

describe('without the protection the same kills do harm', () => {
  test('effects apart from the ledger come twice', async () => {
    const unprotected = { FAULT_UNPROTECTED: '1' };
    const dying = startWorker({}, { ...unprotected, SAMSPEL_FAILPOINT: 'handler-before-commit' });
    await produce({}, 1).exit;
    expect(await dying.exit).toMatchObject({ signal: 'SIGKILL' });
    startWorker({}, unprotected);
    await eventually(
      'the second effect',
      async () => (await eventIdsOf('fault.effect')).length > 1,
      {
        withinMs: 30_000,
      },
    );
  });

  test('a job queued by hand after the commit is lost', async () => {
    const producing = produce({}, 1, {
      FAULT_DUAL_WRITE: '1',
      SAMSPEL_FAILPOINT: 'command-after-commit',
    });
    expect(await producing.exit).toMatchObject({ signal: 'SIGKILL' });
    await startWorker({}).ready;
    await wait(2000);
    expect(await eventIdsOf('fault.command')).toHaveLength(1);
    expect(await eventIdsOf('fault.effect')).toEqual([]);
  });
});
