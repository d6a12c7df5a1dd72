import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../../tests/support/database.ts';
import { eventually } from '../../../../tests/support/eventually.ts';
import { quietLog } from '../../../../tests/support/quiet-log.ts';
import { openInProcessBus } from '../bus/in-process-bus.ts';
import { readConfig } from '../config.ts';
import { asSystem } from '../db/as-system.ts';
import { openFiles } from '../files/files.ts';
import { newId } from '../ids.ts';
import type { JsonValue } from '../json.ts';
import type { Job } from '../queue/queue.ts';
import { appendEvent } from './append-event.ts';
import type { Delivery } from './delivery-job.ts';
import { handleOnce, MAX_STALLS } from './handle-once.ts';
import type { Handler } from './handler.ts';
import { listParked, redeliverForgotten, unpark } from './redeliver.ts';
import { type Relay, type RelayOptions, runRelay } from './relay.ts';

const database = await testDatabase();
const db = database.app;

function append(type = 'proposal.described', aggregateId = newId()) {
  return asSystem(db, (trx) =>
    appendEvent(trx, { aggregateKind: 'proposal', aggregateId, type, payload: {}, actorId: null }),
  );
}

const relays: Relay[] = [];
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
});
beforeEach(async () => {
  await sql`update samspel.event set published_at = samspel.now() where published_at is null`.execute(
    database.owner,
  );
});

function relay(
  options: Partial<RelayOptions<never>> & { enqueue: RelayOptions<never>['enqueue'] },
) {
  const bus = options.bus ?? openInProcessBus();
  const log = quietLog();
  const running = runRelay({
    db,
    log,
    handlersOf: () => ['first-handler', 'second-handler'],
    pollMs: 50,
    retryMs: 10,
    ...(options as object),
    bus,
    enqueue: options.enqueue,
  });
  relays.push(running);
  return { bus, log, running };
}

const deliveriesOf = (eventId: string) =>
  database.owner.selectFrom('eventDelivery').selectAll().where('eventId', '=', eventId).execute();

const publishedAt = async (eventId: string) =>
  (
    await database.owner
      .selectFrom('event')
      .select('publishedAt')
      .where('id', '=', eventId)
      .executeTakeFirstOrThrow()
  ).publishedAt;

describe('the relay', () => {
  test('queues one job for each event and handler, records it, marks the event, hints', async () => {
    const queued: Delivery[] = [];
    const { bus } = relay({
      enqueue: async (deliveries) => {
        queued.push(...deliveries);
      },
    });
    const id = newId();
    const hints: JsonValue[] = [];
    bus.subscribe(`aggregate:${id}`, (message) => hints.push(message));
    const { eventId } = await append('proposal.described', id);
    await eventually('the hint', () => hints.length === 1);
    expect(queued).toEqual([
      { eventId, handler: 'first-handler' },
      { eventId, handler: 'second-handler' },
    ]);
    expect((await deliveriesOf(eventId)).map((row) => row.handledAt)).toEqual([null, null]);
    expect(await publishedAt(eventId)).not.toBeNull();
    expect(hints).toEqual([{ aggregateId: id, version: 1 }]);
  });

  test('is woken by the hint of a commit long before it would poll', async () => {
    const queued: Delivery[] = [];
    const { bus } = relay({
      pollMs: 60_000,
      enqueue: async (deliveries) => {
        queued.push(...deliveries);
      },
    });
    await eventually('the first look', () => true);
    const { eventId } = await append();
    await bus.publish('outbox', {});
    await eventually('the job', () => queued.some((job) => job.eventId === eventId));
  });

  test('marks an event that nobody listens to', async () => {
    let calls = 0;
    relay({
      handlersOf: () => [],
      enqueue: async () => {
        calls += 1;
      },
    });
    const { eventId } = await append();
    await eventually('the mark', () => publishedAt(eventId));
    expect([calls, await deliveriesOf(eventId)]).toEqual([0, []]);
  });

  test('three relays and 200 events: each event is queued once', async () => {
    const queued: string[] = [];
    const enqueue = async (deliveries: readonly Delivery[]) => {
      queued.push(...deliveries.map((delivery) => delivery.eventId));
    };
    for (let n = 0; n < 3; n += 1) relay({ handlersOf: () => ['only'], batch: 7, enqueue });
    const events = await Promise.all(Array.from({ length: 200 }, () => append()));
    await eventually('200 jobs', () => queued.length >= 200);
    expect(queued.toSorted()).toEqual(events.map((event) => event.eventId).toSorted());
  });

  test('an outage of the queue uses up no attempt and loses nothing', async () => {
    let down = true;
    const queued: string[] = [];
    const { log } = relay({
      handlersOf: () => ['only'],
      maxAttempts: 1,
      enqueue: async (deliveries) => {
        if (down) throw Object.assign(new Error('no queue'), { code: 'ECONNREFUSED' });
        queued.push(...deliveries.map((delivery) => delivery.eventId));
      },
    });
    const { eventId } = await append();
    await eventually('some failed turns', () => log.lines.length >= 2);
    expect(await publishedAt(eventId)).toBeNull();
    down = false;
    await eventually('the job', () => queued.length === 1);
    expect(queued).toEqual([eventId]);
  });

  test('parks a row that keeps failing, with an alarm, while others flow', async () => {
    const queued: string[] = [];
    const { log } = relay({
      maxAttempts: 3,
      handlersOf: (type) => {
        if (type === 'future.happened') throw new Error('unknown event type');
        return ['only'];
      },
      enqueue: async (deliveries) => {
        queued.push(...deliveries.map((delivery) => delivery.eventId));
      },
    });
    const bad = await append('future.happened');
    const good = await append();
    await eventually('the good one', () => queued.includes(good.eventId));
    const [parked] = await eventually('the parked one', async () => {
      const rows = (await listParked(db)).filter((row) => row.eventId === bad.eventId);
      return rows.length > 0 && rows;
    });
    expect(parked).toMatchObject({
      handler: 'relay',
      attempts: 3,
      lastError: 'unknown event type',
      type: 'future.happened',
    });
    expect(log.lines.filter((line) => line.alarm === true)).toHaveLength(1);
    expect(await publishedAt(bad.eventId)).toBeNull();
    await unpark(db);
    expect(await redeliverForgotten(db, async () => {}, 3600)).toBe(0);
  });

  test('one delivery that the queue refuses does not hold up its batch', async () => {
    const bad = await append();
    const good = await append();
    const queued: string[] = [];
    relay({
      handlersOf: () => ['only'],
      maxAttempts: 2,
      enqueue: async (deliveries) => {
        if (deliveries.some((delivery) => delivery.eventId === bad.eventId)) {
          throw new Error('refused');
        }
        queued.push(...deliveries.map((delivery) => delivery.eventId));
      },
    });
    await eventually('the good one', () => queued.includes(good.eventId));
    await eventually('the bad one to be parked', async () =>
      (await listParked(db)).some((row) => row.eventId === bad.eventId),
    );
  });
});

describe('handling a delivery', () => {
  const effects = () =>
    database.owner
      .selectFrom('mail')
      .select((query) => query.fn.countAll<bigint>().as('count'))
      .executeTakeFirstOrThrow()
      .then((row) => Number(row.count));

  const job = (eventId: string, handler: string, rest: Partial<Job> = {}): Job => ({
    id: `${eventId}_${handler}`,
    data: { eventId, handler },
    attempt: 1,
    lastAttempt: false,
    stalls: 0,
    ...rest,
  });

  const writing = (name: string, after?: () => void): Handler => ({
    name,
    async handle(trx, event) {
      await sql`insert into samspel.mail (id, effect_key, message_id, recipient, subject, text_body, html_body)
        values (${newId()}, ${newId()}, ${newId()}, 'a@b.example', ${event.type}, '', '')`.execute(
        trx,
      );
      after?.();
    },
  });

  const run = (handler: Handler, given: Job) =>
    handleOnce(
      {
        db,
        log: quietLog(),
        config: readConfig({}),
        files: openFiles('/nonexistent'),
        handlerNamed: () => handler as never,
      },
      given,
    );

  test('ten workers with the same delivery at once: one effect', async () => {
    const { eventId } = await append();
    const before = await effects();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => run(writing('ten'), job(eventId, 'ten'))),
    );
    expect(outcomes.filter((outcome) => outcome === 'handled')).toHaveLength(1);
    expect((await effects()) - before).toBe(1);
    expect(await run(writing('ten'), job(eventId, 'ten'))).toBe('handled before');
  });

  test('a handler that fails leaves no effect, is counted, and has it on the next try', async () => {
    const { eventId } = await append();
    const before = await effects();
    const failing = writing('retry', () => {
      throw new Error('not this time');
    });
    await expect(run(failing, job(eventId, 'retry'))).rejects.toThrow('not this time');
    expect((await effects()) - before).toBe(0);
    expect(await deliveriesOf(eventId)).toMatchObject([
      { attempts: 1, lastError: 'not this time', handledAt: null, parkedAt: null },
    ]);
    expect(await run(writing('retry'), job(eventId, 'retry', { attempt: 2 }))).toBe('handled');
    expect((await effects()) - before).toBe(1);
  });

  test('the last failed try parks the delivery; unparked, it is queued again and handled', async () => {
    const { eventId } = await append();
    const failing = writing('park', () => {
      throw new Error('for good');
    });
    const last = job(eventId, 'park', { attempt: 9, lastAttempt: true });
    await expect(run(failing, last)).rejects.toThrow('for good');
    expect((await deliveriesOf(eventId))[0]!.parkedAt).not.toBeNull();
    await unpark(db);
    const queued: Delivery[] = [];
    await redeliverForgotten(db, async (deliveries) => {
      queued.push(...deliveries);
    });
    expect(queued).toContainEqual({ eventId, handler: 'park' });
    expect(await run(writing('park'), job(eventId, 'park'))).toBe('handled');
    expect((await deliveriesOf(eventId))[0]).toMatchObject({ parkedAt: null });
  });

  test('an outage inside a handler is not counted', async () => {
    const { eventId } = await append();
    const failing = writing('outage', () => {
      throw Object.assign(new Error('gone'), { code: '57P01' });
    });
    await expect(run(failing, job(eventId, 'outage', { lastAttempt: true }))).rejects.toThrow(
      'gone',
    );
    expect(await deliveriesOf(eventId)).toEqual([]);
  });

  test('a job over which worker after worker died is parked without running', async () => {
    const { eventId } = await append();
    const before = await effects();
    await run(writing('poison'), job(eventId, 'poison', { stalls: MAX_STALLS + 1 }));
    expect((await effects()) - before).toBe(0);
    expect((await deliveriesOf(eventId))[0]!.parkedAt).not.toBeNull();
  });

  test('a delivery that the queue forgot is queued again after two minutes, not before', async () => {
    const { eventId } = await append();
    await sql`insert into samspel.event_delivery (event_id, handler) values (${eventId}, 'forgotten')`.execute(
      database.owner,
    );
    const queued: Delivery[] = [];
    const enqueue = async (deliveries: readonly Delivery[]) => {
      queued.push(...deliveries.filter((delivery) => delivery.eventId === eventId));
    };
    await redeliverForgotten(db, enqueue);
    expect(queued).toEqual([]);
    await database.setClock({ offsetMs: 121_000 });
    await redeliverForgotten(db, enqueue);
    await database.setClock({ offsetMs: 0 });
    expect(queued).toEqual([{ eventId, handler: 'forgotten' }]);
  });
});
