import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '@samspel/platform/log';

export interface ChildProgram {
  /** For the log. */
  part: string;
  file: string;
  args?: string[];
  /** For Node itself. */
  execArgv?: string[];
  /** Of the child with this number, counted from 0. */
  env(index: number): NodeJS.ProcessEnv;
  /** It says `ready` when it is; otherwise it counts as ready when it has begun. */
  saysReady: boolean;
}

const withParent = path.join(import.meta.dirname, 'with-parent.ts');
const firstPauseMs = 200;
const longestPauseMs = 10_000;
const steadyMs = 30_000;
const patienceMs = 15_000;

/** As many processes of one program as asked for; one that ends is started again. */
export class ChildProcesses {
  readonly #program: ChildProgram;
  readonly #log: Logger;
  readonly #running = new Set<ChildProcess>();
  readonly #ready = new Set<ChildProcess>();
  readonly #kept: Promise<void>[] = [];
  readonly #count: number;
  readonly #stopping = new AbortController();

  constructor(program: ChildProgram, count: number, log: Logger) {
    this.#program = program;
    this.#count = count;
    this.#log = log.child({ part: program.part });
  }

  /** Resolves when all are ready; rejects when one of them ends before. */
  async start(): Promise<void> {
    const begun = Array.from({ length: this.#count }, (_, index) => this.#begin(index));
    for (const [index, child] of begun.entries()) this.#kept.push(this.#keep(index, child));
    await Promise.all(begun.map((child) => this.#untilReady(child)));
  }

  get ready(): readonly ChildProcess[] {
    return [...this.#ready];
  }

  get missing(): number {
    return this.#count - this.#ready.size;
  }

  #begin(index: number): ChildProcess {
    const { file, args = [], execArgv = [], env, saysReady } = this.#program;
    const child = fork(file, args, {
      env: { ...env(index) },
      execArgv: [...execArgv, '--import', withParent],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#running.add(child);
    const ready = () => this.#ready.add(child);
    if (saysReady) child.once('message', ready);
    else child.once('spawn', ready);
    child.on('error', (error) => this.#log.error({ err: error }, 'a process failed'));
    child.once('exit', () => {
      this.#running.delete(child);
      this.#ready.delete(child);
    });
    return child;
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    if (this.#ready.has(child)) return;
    const gone = new AbortController();
    const { signal } = gone;
    const ended = once(child, 'exit', { signal }).then(([code, how]) => {
      throw new Error(`${this.#program.part} ended while it came up (${code ?? how})`);
    });
    const ready = once(child, this.#program.saysReady ? 'message' : 'spawn', { signal });
    await Promise.race([ready, ended]).finally(() => gone.abort());
    ended.catch(() => {});
  }

  async #keep(index: number, first: ChildProcess): Promise<void> {
    const { signal } = this.#stopping;
    let pauseMs = firstPauseMs;
    for (let child = first; ; child = this.#begin(index)) {
      const begun = performance.now();
      const [code, how] = await once(child, 'exit').catch(() => [null, 'error']);
      if (signal.aborted) return;
      this.#log.error({ code, signal: how, pid: child.pid }, 'a process ended: starting it again');
      pauseMs = performance.now() - begun > steadyMs ? firstPauseMs : pauseMs;
      await wait(pauseMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }

  /** SIGTERM, and SIGKILL for who does not end. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const child of this.#running) child.kill('SIGTERM');
    const kill = setTimeout(() => {
      for (const child of this.#running) child.kill('SIGKILL');
    }, patienceMs);
    await Promise.all(this.#kept);
    clearTimeout(kill);
  }
}
