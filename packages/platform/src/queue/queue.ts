import type { JsonObject } from '../json.ts';

export interface JobOptions {
  /** The same id is queued once while it is waiting or running; no ':' and not an integer. */
  jobId: string;
  delayMs?: number;
}

export interface Job {
  id: string;
  data: JsonObject;
  /** 1 on the first try; a try that met an outage does not count. */
  attempt: number;
  /** After this try the queue forgets the job. */
  lastAttempt: boolean;
  /** How often a worker died or fell silent over this job. */
  stalls: number;
}

export interface WorkOptions {
  concurrency?: number;
  /** After this long without a sign of life another worker takes the job. */
  lockMs?: number;
}

export interface Working {
  /** Takes no more jobs and waits for those it has. */
  close(): Promise<void>;
}

export type Schedule = { everyMs: number } | { cron: string; timeZone: string };

/**
 * At-least-once dispatch of small jobs (ids only: jobs are stored in clear). The truth is in PostgreSQL's
 * product tables; a job is a wake-up and may come twice, late or, when Redis is emptied, never.
 */
export interface Queue {
  /** Rejects when the queue cannot be reached; resolves when the job is stored. */
  add(name: string, jobs: readonly { data: JsonObject; options: JobOptions }[]): Promise<void>;
  work(name: string, process: (job: Job) => Promise<void>, options?: WorkOptions): Working;
  /** Makes the schedules of a queue exactly these: each puts a job `{ schedule: id }` when its time comes. */
  schedule(name: string, schedules: Readonly<Record<string, Schedule>>): Promise<void>;
  /** Waiting and delayed jobs, for metrics and tests. */
  count(name: string): Promise<number>;
  close(): Promise<void>;
}

/** Nine tries over about four minutes; what still fails then is parked by its owner and seen by a person. */
export const ATTEMPTS = 9;
export const FIRST_RETRY_MS = 1000;

export function checkJobId(jobId: string): void {
  if (jobId.includes(':') || /^\d+$/.test(jobId) || jobId === '') {
    throw new TypeError(`job id "${jobId}": must not be empty or an integer or contain ":"`);
  }
}
