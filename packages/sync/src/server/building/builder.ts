import { Worker } from 'node:worker_threads';
import type { Limits } from '../../protocol/limits.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import type { HubLog } from '../hub-log.ts';
import type { Description, FromThread, Query, Row, Task, ToThread } from './builder-messages.ts';

/** Something that only a built document could have told is not known. */
export class NotBuilt extends Error {
  readonly why: 'busy' | 'lost' | 'unreadable' | 'stopped';

  constructor(why: NotBuilt['why'], message: string = why) {
    super(message);
    this.why = why;
  }
}

export interface BuilderNeeds {
  reads: SqlPool;
  limits: Pick<Limits, 'builderMemoryMb' | 'builderPatienceMs' | 'builderTasks'>;
  log: HubLog;
}

interface Asked {
  task: Task;
  resolve(built: Description | Uint8Array): void;
  reject(error: unknown): void;
  /** What the database said when it was asked for this. */
  cause?: unknown;
}

/**
 * Builds documents for the hub in a thread: the loop that serves thousands of sockets is never held by
 * the history of one document. One task after the other; a thread that dies, or does not answer, takes
 * with it only what it was at.
 */
export class Builder {
  readonly #needs: BuilderNeeds;
  readonly #waiting: Asked[] = [];
  #thread: Worker | null = null;
  #now: Asked | null = null;
  #patience: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(needs: BuilderNeeds) {
    this.#needs = needs;
  }

  /** @throws {NotBuilt}, and what the database says */
  async describe(docId: number, incarnation: string, known: Uint8Array): Promise<Description> {
    const built = await this.#ask({ task: 'describe', docId, incarnation, known });
    return built as Description;
  }

  /** A packed snapshot as one update of format V1. @throws {NotBuilt} */
  async rewrite(packed: Uint8Array): Promise<Uint8Array> {
    return (await this.#ask({ task: 'rewrite', packed })) as Uint8Array;
  }

  /** So that whoever asks first does not wait for a thread to come up. */
  warm(): void {
    if (!this.#stopped) this.#thread ??= this.#begin();
  }

  #ask(task: Task): Promise<Description | Uint8Array> {
    if (this.#stopped) return Promise.reject(new NotBuilt('stopped'));
    if (this.#waiting.length >= this.#needs.limits.builderTasks) {
      return Promise.reject(new NotBuilt('busy'));
    }
    const { promise, resolve, reject } = Promise.withResolvers<Description | Uint8Array>();
    this.#waiting.push({ task, resolve, reject });
    this.#next();
    return promise;
  }

  #next(): void {
    if (this.#now) return;
    const asked = this.#waiting.shift();
    if (!asked) return;
    this.#now = asked;
    this.#thread ??= this.#begin();
    const thread = this.#thread;
    const giveUp = () => this.#lost(thread, 'no answer');
    this.#patience = setTimeout(giveUp, this.#needs.limits.builderPatienceMs);
    send(thread, asked.task);
  }

  #begin(): Worker {
    const thread = new Worker(new URL('./builder-thread.ts', import.meta.url), {
      name: 'builder',
      resourceLimits: { maxOldGenerationSizeMb: this.#needs.limits.builderMemoryMb },
    });
    // It serves the process, and does not keep it alive.
    thread.unref();
    thread.on('message', (message: FromThread) => {
      if (this.#thread === thread) this.#onMessage(thread, message);
    });
    thread.on('error', (error) => this.#lost(thread, error.message));
    thread.on('exit', () => this.#lost(thread, 'the thread ended'));
    return thread;
  }

  #onMessage(thread: Worker, message: FromThread): void {
    if ('query' in message) void this.#look(thread, message.query);
    else {
      const asked = this.#now;
      this.#done();
      if ('built' in message) asked?.resolve(message.built);
      else asked?.reject(asked.cause ?? new NotBuilt('unreadable', message.unreadable));
    }
  }

  async #look(thread: Worker, query: Query): Promise<void> {
    try {
      const { rows } = await this.#needs.reads.query(query);
      send(thread, { rows });
    } catch (error) {
      if (this.#thread !== thread) return;
      if (this.#now) this.#now.cause = error;
      send(thread, { away: String(error) });
    }
  }

  #done(): void {
    clearTimeout(this.#patience);
    this.#now = null;
    this.#next();
  }

  #lost(thread: Worker, why: string): void {
    if (this.#thread !== thread) return;
    this.#thread = null;
    void thread.terminate();
    const asked = this.#now;
    const document = asked?.task.task === 'describe' ? asked.task.docId : undefined;
    this.#needs.log.warn({ why, document }, 'the thread that builds documents is begun anew');
    this.#done();
    asked?.reject(new NotBuilt('lost', why));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const thread = this.#thread;
    const asked = [...(this.#now ? [this.#now] : []), ...this.#waiting.splice(0)];
    this.#thread = null;
    this.#done();
    for (const each of asked) each.reject(new NotBuilt('stopped'));
    await thread?.terminate();
  }
}

/** Bytes are moved, not cloned: a clone of a part of a buffer takes all of the buffer with it. */
function send(thread: Worker, message: ToThread): void {
  const buffers: ArrayBuffer[] = [];
  const own = (value: unknown) => {
    if (!(value instanceof Uint8Array)) return value;
    const copy = new Uint8Array(value);
    buffers.push(copy.buffer);
    return copy;
  };
  const ownRow = (row: Row): Row =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, own(value)]));
  const moved = 'rows' in message ? { rows: message.rows.map(ownRow) } : ownRow({ ...message });
  thread.postMessage(moved, buffers);
}
