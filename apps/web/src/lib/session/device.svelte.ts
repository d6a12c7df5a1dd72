import { wipeAll } from './wipe-all.ts';

/** What this device keeps for the person: edits not yet sent, and what must be wiped at sign-out. */
class Device {
  #unsent = $state<Record<string, number>>({});
  readonly #wipes = new Set<() => Promise<void>>();

  /** Edits that exist on this device only. */
  get unsent(): number {
    return Object.values(this.#unsent).reduce((sum, count) => sum + count, 0);
  }

  /** Told by whoever holds unsent edits, under a name of its own. */
  reportUnsent(source: string, count: number): void {
    this.#unsent[source] = count;
  }

  /** Registers what wipes the device's store; returns its own undoing. */
  onSignOut(wipe: () => Promise<void>): () => void {
    this.#wipes.add(wipe);
    return () => this.#wipes.delete(wipe);
  }

  async wipe(): Promise<void> {
    await wipeAll(this.#wipes);
    this.#unsent = {};
  }
}

export const device = new Device();
