import { eventTypes as everyEventType } from '@samspel/domain/events';
import { type Bus, topics } from '@samspel/platform/bus/bus';
import type { Config } from '@samspel/platform/config';
import { assertUnprivileged } from '@samspel/platform/db/assert-unprivileged';
import type { Files } from '@samspel/platform/files/files';
import type { Logger } from '@samspel/platform/log';
import { type Loop, startLoop } from '@samspel/platform/loop';
import { deliverMail } from '@samspel/platform/mail/deliver-mail';
import type { Mailer } from '@samspel/platform/mail/mailer';
import {
  type Delivery,
  EVENTS_QUEUE,
  enqueueDeliveries,
} from '@samspel/platform/outbox/delivery-job';
import { handleOnce } from '@samspel/platform/outbox/handle-once';
import type { Handlers } from '@samspel/platform/outbox/handler';
import { redeliverForgotten } from '@samspel/platform/outbox/redeliver';
import { runRelay } from '@samspel/platform/outbox/relay';
import type { Job, Queue, Schedule } from '@samspel/platform/queue/queue';
import type { Kysely } from 'kysely';
import { registerHandlers } from './handler-registry.ts';
import { runSchedules } from './run-schedules.ts';

export interface ScheduleContext<DB> {
  db: Kysely<DB>;
  config: Config;
  files: Files;
  bus: Bus;
  log: Logger;
}

/** Work that comes round. What is due is decided by a query over the database's clock, not by the hour. */
export interface ScheduledWork<DB> {
  when: Schedule;
  run(context: ScheduleContext<DB>): Promise<void>;
}

export interface WorkerOptions<DB> {
  config: Config;
  db: Kysely<DB>;
  queue: Queue;
  bus: Bus;
  /** Null: mails stay in their ledger, to be read there. */
  mailer: Mailer | null;
  files: Files;
  handlers: Handlers<DB>;
  /** By id; ids name schedules in the queue and stay the same for ever. */
  schedules: Readonly<Record<string, ScheduledWork<DB>>>;
  log: Logger;
  /** The event types that must be decided about; all of the product's unless a test says otherwise. */
  eventTypes?: readonly string[];
  mailLeaseSeconds?: number;
  /** After this long without a sign of life another worker takes a job. */
  lockMs?: number;
}

export interface Worker {
  /** One line when something has been failing for a while; null when all is well. */
  trouble(): string | null;
  /** Takes nothing new and finishes what is at hand. */
  stop(): Promise<void>;
}

const MAIL_POLL_MS = 2000;
const EVERY_MINUTE: Schedule = { everyMs: 60_000 };

/** Relay, handlers, mail and schedules in one process; any number of such processes share the work. */
export async function runWorker<DB>(options: WorkerOptions<DB>): Promise<Worker> {
  const { db, queue, bus, log } = options;
  const handlers = registerHandlers(options.handlers, options.eventTypes ?? everyEventType);
  await assertUnprivileged(db);

  const enqueue = (deliveries: readonly Delivery[]) => enqueueDeliveries(queue, deliveries);
  const mail = startMail(options);
  const handle = async (job: Job) => {
    await handleOnce({ ...options, handlerNamed: handlers.named }, job);
    mail.wake();
  };
  const working = queue.work(EVENTS_QUEUE, handle, { lockMs: options.lockMs });
  const schedules = await runSchedules(options, {
    ...options.schedules,
    'redeliver-forgotten': {
      when: EVERY_MINUTE,
      run: async () => {
        const count = await redeliverForgotten(db, enqueue);
        if (count > 0) log.warn({ count }, 'the queue had forgotten deliveries');
      },
    },
  });
  const relay = runRelay({ db, bus, log, enqueue, handlersOf: handlers.namesOf });
  const mailHints = bus.subscribe(topics.mail, () => mail.wake());

  return {
    trouble: () => relay.trouble() ?? mail.trouble(),
    async stop() {
      mailHints();
      await relay.stop();
      await Promise.all([working.close(), schedules.close()]);
      await mail.stop();
    },
  };
}

function startMail<DB>(options: WorkerOptions<DB>): Loop {
  return startLoop({
    name: 'mail',
    log: options.log,
    everyMs: MAIL_POLL_MS,
    turn: () => deliverMail({ ...options, leaseSeconds: options.mailLeaseSeconds }),
  });
}
