import type { Bus } from '@samspel/platform/bus/bus';

/** Documents share this many topics, so that one commit of many documents is few messages. */
const count = 16;

export const shardOf = (docId: number): number => docId % count;

export const tailTopic = (shard: number): string => `sync:tail:${shard}`;
export const peopleTopic = (shard: number): string => `sync:people:${shard}`;

export interface ShardsNeeds {
  bus: Bus;
  tails(bytes: Uint8Array): void;
  people(bytes: Uint8Array): void;
  /** From now on what is said about this document is heard; late: it was opened before. */
  listening(docId: number, late: boolean): void;
}

interface Heard {
  docs: Set<number>;
  ready: Promise<void>;
  isReady: boolean;
  stop(): void;
}

/** Listens to the topics of the documents that are open here, and to no other. */
export class Shards {
  readonly #needs: ShardsNeeds;
  readonly #heard = new Map<number, Heard>();

  constructor(needs: ShardsNeeds) {
    this.#needs = needs;
  }

  watch(docId: number): void {
    const shard = shardOf(docId);
    const heard = this.#heard.get(shard) ?? this.#listen(shard);
    heard.docs.add(docId);
    if (heard.isReady) {
      this.#needs.listening(docId, false);
      return;
    }
    void heard.ready.then(() => {
      if (heard.docs.has(docId)) this.#needs.listening(docId, true);
    });
  }

  #listen(shard: number): Heard {
    const { bus, tails, people } = this.#needs;
    const subscriptions = [
      bus.subscribeBytes(tailTopic(shard), tails),
      bus.subscribeBytes(peopleTopic(shard), people),
    ];
    const stop = () => {
      for (const each of subscriptions) each();
    };
    const ready = Promise.all(subscriptions.map((each) => each.ready)).then(() => {
      heard.isReady = true;
    });
    const heard: Heard = { docs: new Set(), ready, isReady: false, stop };
    this.#heard.set(shard, heard);
    return heard;
  }

  forget(docId: number): void {
    const shard = shardOf(docId);
    const heard = this.#heard.get(shard);
    if (!heard?.docs.delete(docId) || heard.docs.size > 0) return;
    heard.stop();
    this.#heard.delete(shard);
  }

  stop(): void {
    for (const { docs, stop } of this.#heard.values()) {
      docs.clear();
      stop();
    }
    this.#heard.clear();
  }
}
