import type { Limits } from '../../protocol/limits.ts';
import { TokenBucket } from './token-bucket.ts';

type Cost = 'bytes' | 'updates' | 'openings' | 'frames';

export interface ChargesNeeds {
  limits: Limits;
  /** It is over a rate: not to be read for `msUntilPaid`. */
  hold(): void;
  /** It floods all the same. `what` is a fixed word. */
  flooded(what: 'rate' | 'refusals'): void;
}

/** What one socket has used of what everybody has: nothing that it sends is free. */
export class Charges {
  readonly #needs: ChargesNeeds;
  readonly #buckets: Record<Cost, TokenBucket>;
  readonly #refusals: TokenBucket;

  constructor(needs: ChargesNeeds) {
    this.#needs = needs;
    const { limits } = needs;
    const now = performance.now();
    this.#buckets = {
      bytes: new TokenBucket(limits.bytesPerSecond, limits.bytesBurst, now),
      updates: new TokenBucket(limits.updatesPerSecond, limits.updatesBurst, now),
      openings: new TokenBucket(limits.openingsPerSecond, limits.openingsBurst, now),
      frames: new TokenBucket(limits.framesPerSecond, limits.framesBurst, now),
    };
    this.#refusals = new TokenBucket(limits.refusalsPerMinute / 60, limits.refusalsPerMinute, now);
  }

  /** Who is over the rate is not read until the debt is paid; who floods all the same is closed. */
  take(cost: Cost, count = 1): void {
    const bucket = this.#buckets[cost];
    if (bucket.take(count, performance.now()) >= 0) return;
    if (bucket.debt() > this.#needs.limits.debtBursts) this.#needs.flooded('rate');
    else this.#needs.hold();
  }

  /** Until nothing is owed any more, as things stand. */
  msUntilPaid(): number {
    const now = performance.now();
    return Math.max(...Object.values(this.#buckets).map((bucket) => bucket.msUntilPaid(now)));
  }

  /** Something that no honest client sends: what happens to be refused once is free, a flood of it is not. */
  takeRefusal(): void {
    if (this.#refusals.take(1, performance.now()) < 0) this.#needs.flooded('refusals');
  }
}
