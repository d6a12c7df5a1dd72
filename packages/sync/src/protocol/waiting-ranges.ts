interface Waiting {
  /** Until its clientID has come so far. */
  clock: number;
  range: number;
}

/** Ranges that wait for one clientID, the one that waits for the lowest clock first: a binary heap. */
export class WaitingRanges {
  readonly #heap: Waiting[] = [];

  add(clock: number, range: number): void {
    const heap = this.#heap;
    const added = { clock, range };
    let at = heap.push(added) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (heap[above]!.clock <= clock) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = added;
  }

  /** Takes out a range that need not wait any longer once the clientID has come to `clock`; null: all have to. */
  take(clock: number): number | null {
    const first = this.#heap[0];
    if (!first || first.clock > clock) return null;
    const last = this.#heap.pop()!;
    if (this.#heap.length > 0) this.#sink(last);
    return first.range;
  }

  #sink(last: Waiting): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let below = at * 2 + 1;
      if (below + 1 < heap.length && heap[below + 1]!.clock < heap[below]!.clock) below += 1;
      if (below >= heap.length || heap[below]!.clock >= last.clock) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
  }
}
