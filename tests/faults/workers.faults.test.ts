import { openLog } from '@samspel/platform/log';
import { EVENTS_QUEUE } from '@samspel/platform/outbox/delivery-job';
import { openQueue } from '@samspel/platform/queue/open-queue';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { clockOff } from './support/faked-clock.ts';
import { outboxWorld } from './support/outbox-world.ts';
import { report } from './support/report.ts';

const world = await outboxWorld();
const { database, startWorker, startBareWorker, produce, eventIdsOf, expectOnce, whatCame } = world;
const queue = openQueue({ databaseUrl: database.url, log: openLog('test') });
afterAll(() => queue.close());

const handlers = ['write-effect', 'write-mail'];
const fast = clockOff('+5m');
const patience = { withinMs: 60_000 };

/** Jobs as a queue may give them: so many of each, the last first. */
async function queueBackwards(copies: number): Promise<void> {
  const events = await eventIdsOf('fault.command');
  const jobs = events.flatMap((eventId) =>
    handlers.flatMap((handler) =>
      Array.from({ length: copies }, (_, n) => ({
        data: { eventId, handler },
        options: { jobId: `${eventId}_${handler}_${n}` },
      })),
    ),
  );
  await queue.add(EVENTS_QUEUE, jobs.toReversed());
}

/** A second worker has taken what the first is at, and waits for its end. */
const secondWaits = () =>
  eventually(
    'a second worker has the job',
    async () => {
      const { rows } = await sql<{ waiting: number }>`
        select count(*)::int as waiting from pg_stat_activity where datname = current_database()
          and application_name = 'worker' and wait_event_type = 'Lock'`.execute(database.owner);
      return rows[0]!.waiting > 0;
    },
    patience,
  );

const effects = async (count: number) =>
  eventually(
    `${count} effects`,
    async () => (await eventIdsOf('fault.effect')).length >= count,
    patience,
  );

describe('a job that two workers have', () => {
  test('as the first was held still for longer than its lock: the effect comes once', async () => {
    await produce({}, 1).exit;
    const first = startWorker({}, { FAULT_WAITS: '1' });
    await first.said('working');
    // Held still between the mail server's yes and the mark, it would send its mail again under the same id.
    await eventually('its mail is marked', async () => (await world.mailsSent()) === 1, patience);
    first.kill('SIGSTOP');
    startWorker({});
    await secondWaits();
    first.kill('SIGCONT');
    first.kill('SIGUSR2');
    const { lost, doubled, copies } = await whatCame();
    report('worker-halted', { halts: { worker: 1 }, lost, doubled });
    expect({ lost, doubled, copies }).toEqual({ lost: 0, doubled: 0, copies: 0 });
  });

  test('as the clock of the second is five minutes fast: the effect comes once', async () => {
    await produce({}, 1).exit;
    const first = startWorker({}, { FAULT_WAITS: '1' });
    await first.said('working');
    startWorker({}, fast);
    await secondWaits();
    first.kill('SIGUSR2');
    const { lost, doubled, copies } = await whatCame();
    report('worker-clock', { also: { 'clock jumps': 1 }, lost, doubled });
    expect({ lost, doubled, copies }).toEqual({ lost: 0, doubled: 0, copies: 0 });
  });

  test('as it was queued three times and backwards: the effect comes once', async () => {
    await produce({}, 5).exit;
    await queueBackwards(3);
    startWorker({});
    startWorker({});
    await expectOnce({ copiesAllowed: 0 });
  });
});

describe('control: without the ledger', () => {
  test('a worker that was held still does it again', async () => {
    await produce({}, 1).exit;
    await queueBackwards(1);
    const first = startBareWorker({ FAULT_WAITS: '1' });
    await first.said('working');
    first.kill('SIGSTOP');
    startBareWorker();
    await effects(1);
    first.kill('SIGCONT');
    first.kill('SIGUSR2');
    await effects(2);
  });

  test('a worker with a fast clock does what another is at', async () => {
    await produce({}, 1).exit;
    await queueBackwards(1);
    const first = startBareWorker({ FAULT_WAITS: '1' });
    await first.said('working');
    startBareWorker(fast);
    await effects(1);
    first.kill('SIGUSR2');
    await effects(2);
  });

  test('what is queued three times is done three times', async () => {
    await produce({}, 5).exit;
    await queueBackwards(3);
    startBareWorker();
    await effects(15);
    expect(new Set(await eventIdsOf('fault.effect')).size).toBe(5);
  });
});
