import type { Limits } from '../../protocol/limits.ts';

/** When the next commit may start: how long updates gather, so that many share one. */
export class Pace {
  readonly #limits: Limits;
  readonly #hubs: () => number;
  #lastStart = Number.NEGATIVE_INFINITY;
  #lastUpdates = 0;
  #lastWasFull = false;

  /** `hubs`: how many commit to this database. */
  constructor(limits: Limits, hubs: () => number) {
    this.#limits = limits;
    this.#hubs = hubs;
  }

  /** `full`: more waits than one statement may carry. */
  started(updates: number, full: boolean): void {
    this.#lastStart = performance.now();
    this.#lastUpdates = updates;
    this.#lastWasFull = full;
  }

  pauseMs(): number {
    if (this.#lastWasFull) return 0;
    return this.#lastStart + this.#intervalMs() - performance.now();
  }

  #intervalMs(): number {
    const { commitIntervalMs, commitIntervalAtMostMs } = this.#limits;
    const { commitIntervalPerUpdateMs, commitIntervalUnderLoadMs } = this.#limits;
    // Together they commit, and write to each socket, about as often as one would.
    const atMost = Math.max(commitIntervalMs, commitIntervalAtMostMs);
    const shared = Math.min(commitIntervalMs * this.#hubs(), atMost);
    // What a commit and a write to a socket cost hardly depends on how much they carry.
    const wider = shared + this.#lastUpdates * commitIntervalPerUpdateMs;
    return Math.max(shared, Math.min(wider, commitIntervalUnderLoadMs));
  }
}
