import { setTimeout as wait } from 'node:timers/promises';
import { openInProcessBus } from '@samspel/platform/bus/in-process-bus';
import { readConfig } from '@samspel/platform/config';
import { asSystem } from '@samspel/platform/db/as-system';
import { openFiles } from '@samspel/platform/files/files';
import { newId } from '@samspel/platform/ids';
import { queueMail } from '@samspel/platform/mail/queue-mail';
import { appendEvent } from '@samspel/platform/outbox/append-event';
import type { Handler } from '@samspel/platform/outbox/handler';
import { openQueue } from '@samspel/platform/queue/open-queue';
import type { Database } from '@samspel/server/database';
import { afterEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { quietLog } from '../../../tests/support/quiet-log.ts';
import { runWorker, type Worker, type WorkerOptions } from './worker.ts';

const database = await testDatabase();
const running: Worker[] = [];
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.stop()));
  for (const end of ends.splice(0)) await end();
});

const types = ['proposal.described'];

async function start(handler: Handler<Database>, more: Partial<WorkerOptions<Database>> = {}) {
  const log = quietLog();
  const bus = openInProcessBus();
  const queue = openQueue({ databaseUrl: database.url, log });
  ends.push(() => queue.close());
  const worker = await runWorker<Database>({
    config: readConfig({}),
    db: database.app,
    queue,
    bus,
    mailer: null,
    files: openFiles('/nonexistent'),
    handlers: { 'proposal.described': [handler] },
    schedules: {},
    eventTypes: types,
    log,
    ...more,
  });
  running.push(worker);
  return { worker, bus, log };
}

const append = () =>
  asSystem(database.app, (trx) =>
    appendEvent(trx, {
      aggregateKind: 'proposal',
      aggregateId: newId(),
      type: 'proposal.described',
      payload: { fields: ['title'] },
      actorId: null,
    }),
  );

const handler = (handle: Handler<Database>['handle']) => ({ name: 'test-handler', handle });

describe('the worker', () => {
  test('brings an event to its handler, and its mail into the mailbox', async () => {
    const seen: unknown[] = [];
    const { bus } = await start(
      handler(async (trx, event, { attempt }) => {
        seen.push([event.type, event.version, event.payload, attempt]);
        await queueMail(trx, {
          effectKey: `test/${event.id}`,
          to: 'coordinator@mobile-heights.example',
          subject: 'Hej',
          text: 'Hej',
          html: '<p>Hej</p>',
        });
      }),
    );
    const { eventId } = await append();
    void bus.publish('outbox', {});
    await eventually('the handler', () => seen.length === 1);
    expect(seen).toEqual([['proposal.described', 1, { fields: ['title'] }, 1]]);
    await eventually('the kept mail', async () => {
      const mail = await database.owner
        .selectFrom('mail')
        .select('state')
        .where('effectKey', '=', `test/${eventId}`)
        .executeTakeFirst();
      return mail?.state === 'kept';
    });
  });

  test('runs what comes round, and a round that fails does not end the schedule', async () => {
    let rounds = 0;
    const { log } = await start(
      handler(async () => {}),
      {
        schedules: {
          'test-round': {
            when: { everyMs: 150 },
            run: async () => {
              rounds += 1;
              if (rounds === 1) throw new Error('a bad round');
            },
          },
        },
      },
    );
    await eventually('three rounds', () => rounds >= 3);
    expect(log.lines.filter((line) => line.schedule === 'test-round')).toHaveLength(1);
  });

  test('stops cleanly: the handler at hand ends, nothing new begins', async () => {
    let state = 'idle';
    const { worker, bus } = await start(
      handler(async () => {
        state = 'busy';
        await wait(300);
        state = 'done';
      }),
    );
    await append();
    void bus.publish('outbox', {});
    await eventually('the handler', () => state === 'busy');
    running.splice(0);
    await worker.stop();
    expect(state).toBe('done');
    state = 'idle';
    await append();
    await wait(600);
    expect(state).toBe('idle');
    expect(worker.trouble()).toBeNull();
  });

  test('refuses to start as a superuser, or with an event that nobody decided about', async () => {
    const nothing = handler(async () => {});
    await expect(start(nothing, { db: database.owner })).rejects.toThrow('is a superuser');
    await expect(start(nothing, { eventTypes: [...types, 'call.published'] })).rejects.toThrow(
      'call.published has no entry',
    );
  });
});
