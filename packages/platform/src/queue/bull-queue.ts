import {
  type Job as BullJob,
  type Queue as BullQueueOf,
  type Worker as BullWorker,
  type JobsOptions,
  RateLimitError,
} from 'bullmq';
import type { JsonObject } from '../json.ts';
import type { Logger } from '../log.ts';
import { isOutage } from '../outage.ts';
import {
  ATTEMPTS,
  checkJobId,
  FIRST_RETRY_MS,
  type Job,
  type Queue,
  type Schedule,
  type Working,
  type WorkOptions,
} from './queue.ts';

interface WithErrors {
  on(event: 'error', listener: (error: Error) => void): unknown;
}

type Adding = WithErrors &
  Pick<
    BullQueueOf,
    | 'addBulk'
    | 'close'
    | 'count'
    | 'getJobSchedulers'
    | 'rateLimit'
    | 'removeJobScheduler'
    | 'upsertJobScheduler'
    | 'waitUntilReady'
  >;
type Processing = WithErrors & Pick<BullWorker, 'close'>;

interface WorkerSettings {
  concurrency: number;
  lockDuration: number;
  stalledInterval: number;
  maxStalledCount: number;
  drainDelay: number;
  runRetryDelay: number;
}

/** Where the jobs are kept: the library's classes over PostgreSQL or over Redis. */
export interface Backend {
  queue(name: string, settings: { defaultJobOptions: JobsOptions }): Adding;
  worker(
    name: string,
    process: (job: BullJob) => Promise<void>,
    settings: WorkerSettings,
  ): Processing;
  close(): Promise<void>;
}

const ADD_TIMEOUT_MS = 5000;
const OUTAGE_PAUSE_MS = 2000;

export class BullQueue implements Queue {
  readonly #backend: Backend;
  readonly #log: Logger;
  readonly #queues = new Map<string, Adding>();
  readonly #workers = new Set<Working>();
  /** Working that is being closed: what it complains about then is no news. */
  #closing = 0;

  constructor(backend: Backend, log: Logger) {
    this.#backend = backend;
    this.#log = log;
  }

  async add(
    name: string,
    jobs: readonly { data: JsonObject; options: { jobId: string; delayMs?: number } }[],
  ): Promise<void> {
    for (const { options } of jobs) checkJobId(options.jobId);
    const queue = this.#queue(name);
    const bulk = jobs.map(({ data, options }) => ({
      name,
      data,
      opts: { jobId: options.jobId, delay: options.delayMs },
    }));
    await within(ADD_TIMEOUT_MS, async () => {
      await queue.waitUntilReady();
      await queue.addBulk(bulk);
    });
  }

  work(name: string, process: (job: Job) => Promise<void>, options: WorkOptions = {}): Working {
    const queue = this.#queue(name);
    const worker = this.#backend.worker(
      name,
      (job) => this.#run(queue, job, process),
      workerSettings(options),
    );
    worker.on('error', (error) => this.#complain({ err: error, queue: name }, 'queue worker'));
    const working: Working = {
      close: async () => {
        this.#workers.delete(working);
        this.#closing += 1;
        await worker.close();
        this.#closing -= 1;
      },
    };
    this.#workers.add(working);
    return working;
  }

  async schedule(name: string, schedules: Readonly<Record<string, Schedule>>): Promise<void> {
    const queue = this.#queue(name);
    const known = new Map((await queue.getJobSchedulers()).map((found) => [found.key, found]));
    for (const id of known.keys()) {
      if (!Object.hasOwn(schedules, id)) await queue.removeJobScheduler(id);
    }
    for (const [id, when] of Object.entries(schedules)) {
      // Left alone when it is right: putting it again would move its next round.
      if (isSameSchedule(known.get(id), when)) continue;
      const repeat =
        'everyMs' in when ? { every: when.everyMs } : { pattern: when.cron, tz: when.timeZone };
      // One try each: the next round comes anyway, and what is due is decided by a query.
      await queue.upsertJobScheduler(id, repeat, {
        name: id,
        data: { schedule: id },
        opts: { attempts: 1 },
      });
    }
  }

  count(name: string): Promise<number> {
    return this.#queue(name).count();
  }

  async close(): Promise<void> {
    this.#closing += 1;
    await Promise.all([...this.#workers].map((worker) => worker.close()));
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
    await this.#backend.close();
  }

  #complain(fields: object, message: string): void {
    this.#log[this.#closing > 0 ? 'debug' : 'warn'](fields, message);
  }

  #queue(name: string): Adding {
    let queue = this.#queues.get(name);
    if (!queue) {
      queue = this.#backend.queue(name, { defaultJobOptions });
      queue.on('error', (error) => this.#complain({ err: error, queue: name }, 'queue'));
      this.#queues.set(name, queue);
    }
    return queue;
  }

  async #run(queue: Adding, job: BullJob, process: (job: Job) => Promise<void>): Promise<void> {
    try {
      await process(jobOf(job));
    } catch (error) {
      if (!isOutage(error)) throw error;
      this.#complain({ err: error, job: job.id }, 'outage: the job waits');
      // The library's own way to give a job back without counting the try; the queue pauses with it.
      await queue.rateLimit(OUTAGE_PAUSE_MS);
      throw new RateLimitError();
    }
  }
}

// Nothing is kept: a kept job would swallow a later one with the same id.
const defaultJobOptions: JobsOptions = {
  attempts: ATTEMPTS,
  backoff: { type: 'exponential', delay: FIRST_RETRY_MS, jitter: 0.3 },
  removeOnComplete: true,
  removeOnFail: true,
};

function workerSettings(options: WorkOptions): WorkerSettings {
  return {
    concurrency: options.concurrency ?? 4,
    lockDuration: options.lockMs ?? 10_000,
    stalledInterval: Math.min(5000, (options.lockMs ?? 10_000) / 2),
    // Deaths of workers are not the job's fault; whoever processes it parks it after too many.
    maxStalledCount: 1_000_000,
    drainDelay: 5,
    runRetryDelay: 1000,
  };
}

function isSameSchedule(
  known: { every?: number; pattern?: string; tz?: string } | undefined,
  when: Schedule,
): boolean {
  if (!known) return false;
  return 'everyMs' in when
    ? Number(known.every) === when.everyMs
    : known.pattern === when.cron && known.tz === when.timeZone;
}

function jobOf(job: BullJob): Job {
  return {
    id: job.id ?? '',
    data: job.data,
    attempt: job.attemptsMade + 1,
    lastAttempt: job.attemptsMade + 1 >= (job.opts.attempts ?? 1),
    stalls: job.stalledCounter,
  };
}

async function within(milliseconds: number, work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error('the queue did not answer'), { code: 'ETIMEDOUT' })),
      milliseconds,
    );
  });
  try {
    await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
