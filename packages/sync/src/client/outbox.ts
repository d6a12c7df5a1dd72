import type { RefusalReason } from './document-state.ts';
import type { KeptDocument, OutboxEntry, OutboxStore } from './outbox-store.ts';
import type { TabLocks } from './tab-locks.ts';

/** This tab's part of the device's store: writes in order, and takes over from tabs that are gone. */
export class Outbox {
  readonly tab = randomName();
  readonly #store: Promise<OutboxStore>;
  readonly #locks: TabLocks;
  #release: Promise<() => void> | null = null;
  #last = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #forgotten: string[] = [];

  constructor(store: OutboxStore | Promise<OutboxStore>, locks: TabLocks) {
    this.#store = Promise.resolve(store);
    // Asked for at every use; here only so that it is not unhandled.
    this.#store.catch(() => {});
    this.#locks = locks;
  }

  /** Begins this tab's life; answers what tabs that are gone have left. */
  async begin(): Promise<OutboxEntry[]> {
    this.#release = this.#locks.hold(this.tab);
    await this.#release;
    return this.adopt();
  }

  /** Takes over all entries of tabs that are gone, in their order. */
  async adopt(): Promise<OutboxEntry[]> {
    const store = await this.#store;
    const owners = new Set((await store.all()).map((entry) => entry.owner));
    owners.delete(this.tab);
    const adopted: OutboxEntry[] = [];
    for (const owner of owners) {
      const release = await this.#locks.tryHold(owner);
      if (!release) continue;
      try {
        // Read under its lock: another tab may have been quicker.
        const left = (await store.all()).filter((entry) => entry.owner === owner);
        const mine = left.map((entry) => ({ ...entry, owner: this.tab }));
        await store.put(mine);
        adopted.push(...mine);
      } finally {
        release();
      }
    }
    for (const { key } of adopted) this.#last = Math.max(this.#last, Number.parseInt(key, 10));
    return adopted.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  entry(document: string, update: Uint8Array, refused: RefusalReason | null = null): OutboxEntry {
    this.#last = Math.max(this.#last + 1, Date.now());
    const key = `${String(this.#last).padStart(15, '0')}-${this.tab}`;
    return { key, document, owner: this.tab, update, refused };
  }

  /** Resolves when they are durable on this device; rejects when the device does not keep them. */
  put(entries: readonly OutboxEntry[]): Promise<void> {
    return this.#inOrder((store) => store.put(entries));
  }

  /** Acknowledged or discarded. Several in one turn are forgotten together. */
  remove(keys: readonly string[]): void {
    if (this.#forgotten.length === 0) {
      setTimeout(() => {
        const all = this.#forgotten;
        this.#forgotten = [];
        this.#inOrder((store) => store.remove(all)).catch(() => {
          // Sent again after a reload, which the server recognises.
        });
      }, 0);
    }
    this.#forgotten.push(...keys);
  }

  keep(document: KeptDocument): Promise<void> {
    return this.#inOrder((store) => store.keep(document));
  }

  async kept(document: string): Promise<KeptDocument | null> {
    return (await this.#store).kept(document);
  }

  /** After everything that was to be kept before. */
  forget(documents: readonly string[]): Promise<void> {
    return this.#inOrder((store) => store.forget(documents));
  }

  /** Resolves when all that was asked so far is done. */
  async settled(): Promise<void> {
    while (this.#forgotten.length > 0) await new Promise((resolve) => setTimeout(resolve, 0));
    await this.#queue;
  }

  async wipe(): Promise<void> {
    this.#forgotten = [];
    // A device that never kept anything has nothing to forget.
    const store = await this.#store.catch(() => null);
    if (store) await this.#inOrder(() => store.wipe());
    await this.end();
  }

  async end(): Promise<void> {
    await this.#queue;
    (await this.#release)?.();
    (await this.#store.catch(() => null))?.close();
  }

  #inOrder<T>(work: (store: OutboxStore) => Promise<T>): Promise<T> {
    const result = this.#queue.then(async () => work(await this.#store));
    this.#queue = result.catch(() => {});
    return result;
  }
}

/** `randomUUID` exists on secure origins only. */
function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
