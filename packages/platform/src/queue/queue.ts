import type { JsonObject } from '../json.ts';

export interface JobOptions {
  /** The same id is queued once while it is waiting or running; no ':' and not an integer. */
  jobId: string;
  delayMs?: number;
  attempts?: number;
}

export interface Job {
  id: string;
  data: JsonObject;
  /** 1 on the first try */
  attempt: number;
  lastAttempt: boolean;
}

export interface WorkOptions {
  concurrency?: number;
  /** After this long without a sign of life another worker takes the job. */
  lockMs?: number;
}

export interface Working {
  close(): Promise<void>;
}

export type Schedule = { everyMs: number } | { cron: string; timeZone: string };

/**
 * At-least-once dispatch of small jobs (ids only: jobs are stored in clear). The truth is in PostgreSQL's
 * product tables; a job is a wake-up and may come twice, late or never.
 */
export interface Queue {
  add(name: string, data: JsonObject, options: JobOptions): Promise<void>;
  addMany(name: string, jobs: readonly { data: JsonObject; options: JobOptions }[]): Promise<void>;
  work(name: string, process: (job: Job) => Promise<void>, options?: WorkOptions): Working;
  schedule(name: string, schedulerId: string, when: Schedule): Promise<void>;
  close(): Promise<void>;
}
