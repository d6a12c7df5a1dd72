import type { Bus } from '@samspel/platform/bus/bus';
import type { Limits } from '../../protocol/limits.ts';

const topic = 'sync:hubs';

export interface BeatsNeeds {
  bus: Bus;
  limits: Limits;
  hub: number;
  /** A hub that was not there. */
  came(hub: number): void;
  /** It has said so, or its lease is over. */
  left(hub: number): void;
}

/** Which other hubs there are: each shows a sign of life once a second, and counts as gone without. */
export class Beats {
  readonly #needs: BeatsNeeds;
  readonly #heardAt = new Map<number, number>();
  readonly #stopHearing: () => void;
  #ownHeardAt = Number.NEGATIVE_INFINITY;

  constructor(needs: BeatsNeeds) {
    this.#needs = needs;
    this.#stopHearing = needs.bus.subscribe(topic, (message) => this.#hear(message));
    this.beat();
  }

  /** Whether anybody would hear what is said. */
  get alone(): boolean {
    return this.#heardAt.size === 0;
  }

  get others(): number {
    return this.#heardAt.size;
  }

  /** Whether what is said comes through: a line may stand and carry nothing. */
  get hears(): boolean {
    const silence = performance.now() - this.#ownHeardAt;
    return this.#needs.bus.isUp && silence < this.#needs.limits.hubBeatMs * 2.5;
  }

  /** Once per `hubBeatMs`. */
  beat(): void {
    void this.#needs.bus.publish(topic, { hub: this.#needs.hub });
    const end = performance.now() - this.#needs.limits.hubLeaseMs;
    for (const [hub, at] of this.#heardAt) if (at < end) this.#leave(hub);
  }

  #hear(message: unknown): void {
    const { hub, bye = false } = (message ?? {}) as { hub?: unknown; bye?: unknown };
    if (typeof hub !== 'number') return;
    if (hub === this.#needs.hub) {
      this.#ownHeardAt = performance.now();
      return;
    }
    if (bye === true) {
      this.#leave(hub);
      return;
    }
    const isNew = !this.#heardAt.has(hub);
    this.#heardAt.set(hub, performance.now());
    if (!isNew) return;
    // So that it need not wait for the next beat to know of this one.
    void this.#needs.bus.publish(topic, { hub: this.#needs.hub });
    this.#needs.came(hub);
  }

  #leave(hub: number): void {
    if (this.#heardAt.delete(hub)) this.#needs.left(hub);
  }

  /** Resolves when the others have been told. */
  async stop(): Promise<void> {
    this.#stopHearing();
    await this.#needs.bus.publish(topic, { hub: this.#needs.hub, bye: true });
  }
}
