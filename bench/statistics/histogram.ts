const smallest = 0.001;
const growth = 1.01;
const logGrowth = Math.log(growth);
const buckets = 2400;

export interface HistogramData {
  /** Pairs of bucket and count. */
  counts: [number, number][];
  most: number;
}

/**
 * Durations in ms in buckets that grow by 1 %: a percentile is exact to that, millions of values cost
 * no memory, and histograms of several processes can be added.
 */
export class Histogram {
  readonly #counts = new Float64Array(buckets);
  #count = 0;
  #most = 0;

  static from(parts: readonly HistogramData[]): Histogram {
    const all = new Histogram();
    for (const { counts, most } of parts) {
      for (const [bucket, count] of counts) {
        all.#counts[bucket]! += count;
        all.#count += count;
      }
      if (most > all.#most) all.#most = most;
    }
    return all;
  }

  get count(): number {
    return this.#count;
  }

  get most(): number {
    return this.#most;
  }

  add(ms: number, times = 1): void {
    const bucket = ms <= smallest ? 0 : Math.ceil(Math.log(ms / smallest) / logGrowth);
    this.#counts[Math.min(bucket, buckets - 1)]! += times;
    this.#count += times;
    if (ms > this.#most) this.#most = ms;
  }

  /** The least value that this share of all (0 to 1) does not exceed; NaN when there is none. */
  percentile(share: number): number {
    if (this.#count === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    for (let bucket = 0; bucket < buckets; bucket++) {
      seen += this.#counts[bucket]!;
      if (seen >= rank) return Math.min(this.#most, smallest * growth ** bucket);
    }
    return this.#most;
  }

  toJSON(): HistogramData {
    const counts: [number, number][] = [];
    for (let bucket = 0; bucket < buckets; bucket++) {
      const count = this.#counts[bucket]!;
      if (count > 0) counts.push([bucket, count]);
    }
    return { counts, most: this.#most };
  }
}
