import type { ChildProcess } from 'node:child_process';
import type { Server } from '../load/jobs.ts';
import type { Protocol } from '../load/wires/wire.ts';
import { freePort, startChild, stopChild, untilReady } from '../machine/child.ts';
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
  plan(port: number, ground: { databaseUrl: string; folder: string }): ProcessPlan;
}

export interface ProcessPlan {
  file: string;
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

/** A subject on a database of its own: started, killed and started again on it. */
export class RunningSubject {
  readonly subject: Subject;
  readonly #ground: Ground;
  readonly #database: Database | null;
  #child: ChildProcess;
  #port: number;

  private constructor(
    subject: Subject,
    ground: Ground,
    database: Database | null,
    started: Started,
  ) {
    this.subject = subject;
    this.#ground = ground;
    this.#database = database;
    this.#child = started.child;
    this.#port = started.port;
  }

  static async start(subject: Subject, ground: Ground): Promise<RunningSubject> {
    const database = subject.database ? await ground.postgres.database(subject.database) : null;
    await ground.postgres.settle();
    const started = await launch(subject, ground, database?.url ?? '');
    return new RunningSubject(subject, ground, database, started);
  }

  get server(): Server {
    return { port: this.#port, protocol: this.subject.protocol };
  }

  get pid(): number {
    return this.#child.pid!;
  }

  async kill(): Promise<void> {
    await stopChild(this.#child, 'SIGKILL');
  }

  async stop(): Promise<void> {
    await stopChild(this.#child);
  }

  async startAgain(): Promise<void> {
    const started = await launch(this.subject, this.#ground, this.#database?.url ?? '');
    this.#child = started.child;
    this.#port = started.port;
  }

  async end(): Promise<void> {
    await this.stop();
    await this.#database?.drop();
  }
}

interface Started {
  child: ChildProcess;
  port: number;
}

async function launch(subject: Subject, ground: Ground, databaseUrl: string): Promise<Started> {
  const port = await freePort();
  const plan = subject.plan(port, { databaseUrl, folder: ground.folder });
  const child = startChild({ ...plan, cores: ground.hubCores });
  await untilReady(child, subject.label);
  return { child, port };
}
