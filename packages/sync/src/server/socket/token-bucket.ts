/** Allows a steady rate and a burst. May go into debt, so that the caller decides what debt means. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  constructor(perSecond: number, burst: number, now: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#tokens = burst;
    this.#at = now;
  }

  /** What is left after taking; below zero is debt. */
  take(count: number, now: number): number {
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) * this.#perMs) - count;
    this.#at = now;
    return this.#tokens;
  }

  /** Time until the debt is paid. */
  msUntilPaid(now: number): number {
    this.take(0, now);
    return this.#tokens >= 0 ? 0 : -this.#tokens / this.#perMs;
  }

  /** How many bursts deep the debt is. */
  debt(): number {
    return this.#tokens >= 0 ? 0 : -this.#tokens / this.#burst;
  }
}
