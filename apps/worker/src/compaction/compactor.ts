import { Worker } from 'node:worker_threads';
import type { CompactionOutcome } from '@samspel/sync/compaction/compact-document';
import type { Answer, Message, Task, ThreadData } from './compaction-messages.ts';

/** The thread ended, or did not answer, while it was at a document. */
export class ThreadLost extends Error {}

export interface CompactorOptions {
  databaseUrl: string;
  /** A document that needs longer is given up. */
  patienceMs?: number;
  /** Memory of the thread; a document that needs more is given up. */
  memoryMb?: number;
}

/** Compacts or judges one document at a time, in a thread that lives only while there is work. */
export class Compactor {
  readonly #options: Required<CompactorOptions>;
  #thread: Worker | null = null;
  #ready = false;
  #asked: { answer(answer: Answer): void; lost(why: string): void } | null = null;

  constructor(options: CompactorOptions) {
    this.#options = { patienceMs: 60_000, memoryMb: 512, ...options };
  }

  /** @throws {ThreadLost} when the document was too much for the thread; else what the database said */
  async visit(task: Task): Promise<CompactionOutcome> {
    const answer = await this.#ask(task);
    if ('error' in answer) throw new Error(answer.error);
    return answer.outcome;
  }

  async #ask(task: Task): Promise<Answer> {
    this.#thread ??= this.#begin();
    const thread = this.#thread;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const lost = (why: string) => {
      // One that did not even come up says nothing about the document.
      reject(this.#ready ? new ThreadLost(why) : new Error(`no thread: ${why}`));
    };
    this.#asked = { answer: resolve, lost };
    const timer = setTimeout(() => this.#asked?.lost('no answer'), this.#options.patienceMs);
    thread.postMessage(task);
    try {
      return await promise;
    } catch (error) {
      await this.end();
      throw error;
    } finally {
      clearTimeout(timer);
      this.#asked = null;
    }
  }

  #begin(): Worker {
    const { databaseUrl, memoryMb } = this.#options;
    const thread = new Worker(new URL('./compaction-thread.ts', import.meta.url), {
      name: 'compaction',
      workerData: { databaseUrl } satisfies ThreadData,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    const ours = () => (this.#thread === thread ? this.#asked : null);
    this.#ready = false;
    thread.on('message', (message: Message) => {
      if (message !== 'ready') ours()?.answer(message);
      else if (this.#thread === thread) this.#ready = true;
    });
    thread.on('error', (error) => ours()?.lost(error.message));
    thread.on('exit', () => {
      ours()?.lost('the thread ended');
      if (this.#thread === thread) this.#thread = null;
    });
    return thread;
  }

  /** At any moment: what was not committed has not happened. */
  async end(): Promise<void> {
    const thread = this.#thread;
    this.#asked?.lost('stopped');
    this.#thread = null;
    await thread?.terminate();
  }
}
