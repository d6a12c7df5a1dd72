import type { Link, Scan } from './scan-update.ts';
import { WaitingRanges } from './waiting-ranges.ts';

/** A clientID, and the first of its clocks that is not there. */
interface Missing {
  client: number;
  clock: number;
}

/**
 * What of a scanned update is missing, if the reader knows `known(client)` clocks: the first gap in a
 * clientID's own clocks, or the first thing referred to or deleted that nobody has sent. Null when the
 * update can be applied whole, which also holds for parts that are already known.
 */
export function missingFor(scan: Scan, known: (client: number) => number): Missing | null {
  return new Walk(scan, known).missing();
}

/**
 * Goes through all ranges as far as they can be applied. Ranges may build on each other crosswise, and
 * whoever makes an update chooses how often: one that has to wait is looked at again when what it waits
 * for is there, and never before, so that each range and each link costs a step and not a round.
 */
class Walk {
  readonly #scan: Scan;
  readonly #known: (client: number) => number;
  /** How far a clientID has come, where that is further than what is known. */
  readonly #reached = new Map<number, number>();
  readonly #linksOf: Link[][];
  /** How many of its links each range has behind it. */
  readonly #passed: number[];
  readonly #waiting = new Map<number, WaitingRanges>();
  readonly #ready: number[] = [];

  constructor(scan: Scan, known: (client: number) => number) {
    this.#scan = scan;
    this.#known = known;
    this.#linksOf = scan.ranges.map(() => []);
    for (const link of scan.links) this.#linksOf[link.range]!.push(link);
    this.#passed = scan.ranges.map(() => 0);
    for (let range = 0; range < scan.ranges.length; range++) {
      this.#ready.push(range);
      for (let next = this.#ready.pop(); next !== undefined; next = this.#ready.pop()) {
        this.#goOn(next);
      }
    }
  }

  #stateOf(client: number): number {
    return this.#reached.get(client) ?? this.#known(client);
  }

  #goOn(index: number): void {
    const { client, start, end } = this.#scan.ranges[index]!;
    if (start > this.#stateOf(client)) {
      this.#wait(index, client, start);
      return;
    }
    const links = this.#linksOf[index]!;
    let passed = this.#passed[index]!;
    while (passed < links.length && this.#isThere(links[passed]!)) passed += 1;
    this.#passed[index] = passed;
    const blocking = links[passed];
    this.#reach(client, blocking ? blocking.clock : end);
    if (blocking) this.#wait(index, blocking.needsClient, blocking.needsClock + 1);
  }

  #isThere({ needsClient, needsClock }: Link): boolean {
    return needsClock < this.#stateOf(needsClient);
  }

  #reach(client: number, clock: number): void {
    if (clock <= this.#stateOf(client)) return;
    this.#reached.set(client, clock);
    const waiting = this.#waiting.get(client);
    if (!waiting) return;
    for (let next = waiting.take(clock); next !== null; next = waiting.take(clock)) {
      this.#ready.push(next);
    }
  }

  #wait(index: number, client: number, clock: number): void {
    if (clock <= this.#stateOf(client)) {
      this.#ready.push(index);
      return;
    }
    let waiting = this.#waiting.get(client);
    if (!waiting) {
      waiting = new WaitingRanges();
      this.#waiting.set(client, waiting);
    }
    waiting.add(clock, index);
  }

  missing(): Missing | null {
    for (const [i, { client, start }] of this.#scan.ranges.entries()) {
      if (start > this.#stateOf(client)) return this.#endOf(client);
      const blocking = this.#linksOf[i]![this.#passed[i]!];
      if (blocking) return this.#endOf(blocking.needsClient);
    }
    for (const [client, end] of this.#scan.deletes) {
      if (end > this.#stateOf(client)) return this.#endOf(client);
    }
    return null;
  }

  #endOf(client: number): Missing {
    return { client, clock: this.#stateOf(client) };
  }
}
