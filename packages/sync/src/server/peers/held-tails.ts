import type { Tail } from './tails.ts';

/**
 * What other hubs have committed, until what this hub is committing goes out: then a socket is written
 * to once for both. Writing to sockets is most of a hub's work, and it would be done twice.
 */
export class HeldTails {
  readonly #pass: (tail: Tail) => void;
  readonly #atMostMs: number;
  #held: Tail[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(pass: (tail: Tail) => void, atMostMs: number) {
    this.#pass = pass;
    this.#atMostMs = atMostMs;
  }

  hold(tails: readonly Tail[]): void {
    this.#held.push(...tails);
    this.#timer ??= setTimeout(() => this.release(), this.#atMostMs);
  }

  release(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (const tail of this.#held.splice(0)) this.#pass(tail);
  }
}
