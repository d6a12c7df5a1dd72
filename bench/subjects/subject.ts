import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '@samspel/samspel/embedded/free-port';
import type { Server } from '../load/jobs.ts';
import type { Protocol } from '../load/wires/wire.ts';
import { startChild, stopChild, untilReady } from '../machine/child.ts';
import type { BenchPostgres } from '../machine/postgres.ts';

export type SubjectId =
  | 'ours'
  | 'ours-yjs'
  | 'hocuspocus-postgres'
  | 'hocuspocus'
  | 'y-websocket'
  | 'relay';

/** A server that is measured. */
export interface Subject {
  id: SubjectId;
  label: string;
  protocol: Protocol;
  /** When an edit is on disk. */
  keeps: 'before others see it' | 'seconds later' | 'never';
  /** What a database for it holds at first; null: it has none. */
  database: 'ours' | 'empty' | null;
  /** Whether it knows documents at all: the relay does not. */
  documents: boolean;
  /** Whether a long document can be had packed over HTTP. */
  snapshots?: boolean;
  plan(port: number, ground: PlanGround): ProcessPlan;
  /** What runs beside the server in production and works for it. */
  worker?(databaseUrl: string): ProcessPlan;
  /** Whether what it does with a document when nobody writes any more is done; without it some seconds pass. */
  settled?(databaseUrl: string): Promise<boolean>;
}

export interface PlanGround {
  databaseUrl: string;
  folder: string;
  /** Empty: it is alone. */
  redisUrl: string;
}

export interface ProcessPlan {
  file: string;
  execArgv?: string[];
  args?: string[];
  env: Record<string, string>;
  cwd?: string;
}

export interface Ground {
  postgres: BenchPostgres;
  hubCores: readonly number[];
  /** For what a server wants to keep beside its database. */
  folder: string;
}

interface Database {
  url: string;
  drop(): Promise<void>;
}

const settleMs = 3000;
const settleWithinMs = 60_000;

/** A subject on a database of its own: started, killed and started again on it. */
export class RunningSubject {
  readonly subject: Subject;
  readonly #ground: Ground;
  readonly #database: Database | null;
  readonly #worker: ChildProcess | null;
  readonly #beside: ChildProcess[] = [];
  #child: ChildProcess;
  #port: number;

  private constructor(
    subject: Subject,
    ground: Ground,
    database: Database | null,
    started: Started & { worker: ChildProcess | null },
  ) {
    this.subject = subject;
    this.#ground = ground;
    this.#database = database;
    this.#worker = started.worker;
    this.#child = started.child;
    this.#port = started.port;
  }

  static async start(subject: Subject, ground: Ground): Promise<RunningSubject> {
    const database = subject.database ? await ground.postgres.database(subject.database) : null;
    await ground.postgres.settle();
    const url = database?.url ?? '';
    const worker = subject.worker ? startChild({ ...subject.worker(url), cores: [] }) : null;
    const ready = worker && untilReady(worker, `the worker of ${subject.label}`);
    const [started] = await Promise.all([launch(subject, ground, url), ready]);
    return new RunningSubject(subject, ground, database, { ...started, worker });
  }

  get server(): Server {
    return this.serverAt(this.#port);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** For files of a measurement. */
  get folder(): string {
    return this.#ground.folder;
  }

  get workerPid(): number | null {
    return this.#worker?.pid ?? null;
  }

  /** Another process of it on the same database, told of the first over Redis; ends with it. */
  async launchBeside(redisUrl: string): Promise<Started> {
    const started = await launch(this.subject, this.#ground, this.#database?.url ?? '', {
      redisUrl,
    });
    this.#beside.push(started.child);
    return started;
  }

  serverAt(port: number): Server {
    const { protocol, snapshots = false } = this.subject;
    return { port, protocol, snapshots };
  }

  async settle(): Promise<void> {
    const { settled } = this.subject;
    const end = performance.now() + settleWithinMs;
    do await wait(settleMs);
    while (settled && performance.now() < end && !(await settled(this.#database!.url)));
  }

  async kill(): Promise<void> {
    await stopChild(this.#child, 'SIGKILL');
  }

  async stop(): Promise<void> {
    await stopChild(this.#child);
  }

  /** With something more for Node, where it is to be looked at from the inside. */
  async startAgain(more: NodeExtras = {}): Promise<void> {
    const started = await launch(this.subject, this.#ground, this.#database?.url ?? '', more);
    this.#child = started.child;
    this.#port = started.port;
  }

  async end(): Promise<void> {
    const others = this.#worker ? [...this.#beside, this.#worker] : this.#beside;
    await Promise.all([this.stop(), ...others.map((child) => stopChild(child))]);
    await this.#database?.drop();
  }
}

interface NodeExtras {
  execArgv?: string[];
  env?: Record<string, string>;
}

export interface Started {
  child: ChildProcess;
  port: number;
}

async function launch(
  subject: Subject,
  ground: Ground,
  databaseUrl: string,
  { redisUrl = '', execArgv = [], env = {} }: NodeExtras & { redisUrl?: string } = {},
): Promise<Started> {
  const port = await freePort();
  const plan = subject.plan(port, {
    databaseUrl,
    folder: path.join(ground.folder, String(port)),
    redisUrl,
  });
  const more = {
    execArgv: [...(plan.execArgv ?? []), ...execArgv],
    env: { ...plan.env, ...env },
  };
  const child = startChild({ ...plan, ...more, cores: ground.hubCores });
  await untilReady(child, subject.label);
  return { child, port };
}
