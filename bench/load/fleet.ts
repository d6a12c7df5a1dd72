import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { startChild, stopChild } from '../machine/child.ts';
import { Histogram } from '../statistics/histogram.ts';
import type { JobName, Jobs, OpenJob, RoomPlan, RunJob, RunReport } from './jobs.ts';
import type { Outcome } from './load-process.ts';

type Arguments<Name extends JobName> = Parameters<Jobs[Name]>;
type Result<Name extends JobName> = Awaited<ReturnType<Jobs[Name]>>;

/** The load processes; each has whole rooms, so that who sends and who is shown share a clock. */
export class Fleet {
  readonly #cores: readonly number[];
  readonly #members: LoadProcess[];

  constructor(cores: readonly number[]) {
    this.#cores = cores;
    const each = cores.length === 0 ? [[]] : cores.map((core) => [core]);
    this.#members = each.map((core) => new LoadProcess(core));
  }

  /** Resolves with the ms that each socket took to have its document, and all of them together. */
  async open(job: OpenJob): Promise<{ opening: Histogram; allMs: number }> {
    const shares = this.#members.map(() => [] as RoomPlan[]);
    for (const [i, room] of job.rooms.entries()) shares[i % shares.length]!.push(room);
    const atOnce = Math.ceil(job.atOnce / shares.length);
    const opened = await Promise.all(
      this.#members.map((one, i) => one.ask('open', { ...job, rooms: shares[i]!, atOnce })),
    );
    return {
      opening: Histogram.from(opened.map(({ opening }) => opening)),
      allMs: Math.max(...opened.map(({ allMs }) => allMs)),
    };
  }

  async run(job: RunJob): Promise<RunReport[]> {
    return Promise.all(
      this.#members.map((one, i) => one.ask('run', { ...job, seed: job.seed + i })),
    );
  }

  async state(): Promise<Result<'state'>> {
    return (await Promise.all(this.#members.map((one) => one.ask('state')))).flat();
  }

  /** Another process on the first of the cores, which has done nothing yet. */
  async newcomer(): Promise<Fleet> {
    const other = new Fleet(this.#cores.slice(0, 1));
    await other.state();
    return other;
  }

  /** What one person does, the first process does. */
  alone<Name extends 'writeHistory' | 'fresh'>(
    job: Name,
    ...given: Arguments<Name>
  ): Promise<Result<Name>> {
    return this.#members[0]!.ask(job, ...given);
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map((one) => one.ask('close')));
  }

  async end(): Promise<void> {
    await Promise.all(this.#members.map((one) => one.end()));
  }
}

class LoadProcess {
  readonly #child: ChildProcess;
  readonly #asked = new Map<number, (outcome: Outcome) => void>();
  #next = 1;

  constructor(cores: readonly number[]) {
    const file = path.join(import.meta.dirname, 'load-process.ts');
    this.#child = startChild({ file, cores, ipc: true });
    this.#child.on('message', (outcome: Outcome) => {
      this.#asked.get(outcome.id)?.(outcome);
      this.#asked.delete(outcome.id);
    });
    this.#child.once('exit', () => {
      for (const [id, tell] of this.#asked) tell({ id, error: 'the load process ended' });
    });
  }

  ask<Name extends JobName>(job: Name, ...given: Arguments<Name>): Promise<Result<Name>> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result as Result<Name>);
        else reject(new Error(`load: ${job}: ${error}`));
      });
      this.#child.send({ id, job, with: given[0] });
    });
  }

  async end(): Promise<void> {
    await stopChild(this.#child);
  }
}
