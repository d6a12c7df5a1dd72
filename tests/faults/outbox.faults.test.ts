import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { seeded } from '../support/seeded.ts';
import { outboxWorld } from './support/outbox-world.ts';
import { report } from './support/report.ts';
import { rounds } from './support/rounds.ts';

const { database, mailServer, redis, startWorker, produce, eventIdsOf, expectOnce, whatCame } =
  await outboxWorld();

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
  const kills = rounds(5, 500, 0.1);
  const producers = [produce({}, 60), produce({}, 60)];
  startWorker({});
  for (; kills.due(); kills.done += 1) {
    const victim = startWorker({});
    await victim.ready;
    await wait(random.next() * 400);
    victim.kill();
    await victim.exit;
    if (kills.done % 4 === 3) await produce({}, 5).exit;
  }
  await Promise.all(producers.map((producer) => producer.exit));
  const { commands, lost, doubled, strange, copies } = await whatCame();
  report('outbox', {
    ...{ seed: random.seed, rounds: kills.figures(), kills: { worker: kills.done } },
    ...{ also: { 'commands acknowledged': commands, 'mails sent again': copies }, lost, doubled },
  });
  expect({ lost, doubled, strange }).toEqual({ lost: 0, doubled: 0, strange: 0 });
  // A kill between a mail's acceptance and the note of it makes a copy with the same id.
  expect(copies).toBeLessThanOrEqual(kills.done);
});

test('Redis emptied under a running worker: forgotten jobs are queued again', async () => {
  const world = { redisUrl: redis.url };
  await produce(world, 5).exit;
  const dying = startWorker(world, { SAMSPEL_FAILPOINT: 'handler-before-effect' });
  expect(await dying.exit).toMatchObject({ signal: 'SIGKILL' });
  await redis.kill();
  await redis.start();
  // Control: what does not look after them forgets them for good.
  const restarted = startWorker(world);
  await restarted.ready;
  await wait(2000);
  expect((await eventIdsOf('fault.effect')).length).toBeLessThan(5);
  restarted.kill();
  await restarted.exit;
  // With the memory of when it was last looked for them.
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
