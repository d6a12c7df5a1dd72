import { setTimeout as wait } from 'node:timers/promises';
import { isOutage } from '../store/is-outage.ts';
import type { HubLog } from './hub-log.ts';

export class Stopped extends Error {}

/** Knows whether the database answers, and lets work wait until it does. */
export class DatabaseGate {
  readonly #log: HubLog;
  readonly #onChange: (down: boolean) => void;
  #downSince: number | null = null;
  #stopped = false;

  constructor(log: HubLog, onChange: (down: boolean) => void) {
    this.#log = log;
    this.#onChange = onChange;
  }

  get isDown(): boolean {
    return this.#downSince !== null;
  }

  trouble(): string | null {
    if (this.#downSince === null) return null;
    const seconds = Math.round((performance.now() - this.#downSince) / 1000);
    return `the hub's database has not answered for ${seconds} s; edits wait`;
  }

  down(error: unknown): void {
    if (this.#downSince !== null) return;
    this.#downSince = performance.now();
    this.#log.warn({ err: error }, 'database does not answer: sockets are not read');
    this.#onChange(true);
  }

  up(): void {
    if (this.#downSince === null) return;
    this.#downSince = null;
    this.#log.info({}, 'database answers again');
    this.#onChange(false);
  }

  /**
   * Repeats the work until the database takes it.
   * @throws what lies in the data, and Stopped when the hub ends
   */
  async untilDone<T>(work: () => Promise<T>): Promise<T> {
    for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 1000)) {
      if (this.#stopped) throw new Stopped('hub stopped');
      try {
        const result = await work();
        this.up();
        return result;
      } catch (error) {
        if (error instanceof Stopped || !isOutage(error)) throw error;
        this.down(error);
        await wait(pauseMs * (0.5 + Math.random()), undefined, { ref: false });
      }
    }
  }

  stop(): void {
    this.#stopped = true;
  }
}
