import type { JsonValue } from '../json.ts';
import type { Logger } from '../log.ts';
import type { Bus, BytesListener, Listener, Subscription } from './bus.ts';
import { jsonBytes, Listeners, readingJson } from './listeners.ts';
import { openLines, type RedisLines } from './redis-lines.ts';

export interface RedisBusOptions {
  url: string;
  log: Logger;
  /** Separates installations that share a Redis. */
  prefix?: string;
}

/** What Redis has not answered yet; beyond it hints are lost rather than kept. */
const unansweredBytes = 8 * 1024 * 1024;

/** The bus between processes. A dead Redis makes hints late or lost, never a request slow. */
export function openRedisBus(options: RedisBusOptions): Bus {
  return new RedisBus(options);
}

class RedisBus implements Bus {
  readonly #prefix: string;
  readonly #log: Logger;
  readonly #lines: RedisLines;
  readonly #listeners: Listeners;
  readonly #subscribed = new Map<string, Promise<void>>();
  readonly #reconnectListeners = new Set<() => void>();
  #wasConnected = false;
  #hears = false;
  #unanswered = 0;

  constructor({ url, log, prefix = 'samspel' }: RedisBusOptions) {
    this.#prefix = `${prefix}:bus:`;
    this.#log = log;
    this.#listeners = new Listeners((error) => log.error({ err: error }, 'bus listener failed'));
    this.#lines = openLines(url, log, {
      message: (channel, bytes) =>
        this.#listeners.deliver(channel.slice(this.#prefix.length), bytes),
      ready: () => void this.#resume(),
      lost: () => {
        this.#hears = false;
      },
    });
  }

  get isUp(): boolean {
    return this.#hears && this.#lines.mayPublish;
  }

  publish(topic: string, message: JsonValue): Promise<void> {
    return this.publishBytes(topic, jsonBytes(message));
  }

  async publishBytes(topic: string, bytes: Uint8Array): Promise<void> {
    if (this.#unanswered > unansweredBytes) return;
    this.#unanswered += bytes.length;
    try {
      await this.#lines.tried;
      await this.#lines.publish(this.#prefix + topic, asBuffer(bytes));
    } catch (error) {
      this.#log.debug({ err: error, topic }, 'hint lost');
    } finally {
      this.#unanswered -= bytes.length;
    }
  }

  subscribe(topic: string, listener: Listener): Subscription {
    return this.subscribeBytes(topic, readingJson(listener));
  }

  subscribeBytes(topic: string, listener: BytesListener): Subscription {
    if (this.#listeners.add(topic, listener)) this.#subscribed.set(topic, this.#listen(topic));
    const ready = this.#subscribed.get(topic) ?? Promise.resolve();
    const stop = () => {
      if (!this.#listeners.remove(topic, listener)) return;
      this.#subscribed.delete(topic);
      this.#lines.unsubscribe(this.#prefix + topic).catch(() => {});
    };
    return Object.assign(stop, { ready });
  }

  onReconnect(listener: () => void): () => void {
    this.#reconnectListeners.add(listener);
    return () => {
      this.#reconnectListeners.delete(listener);
    };
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#reconnectListeners.clear();
    this.#lines.disconnect();
  }

  async #listen(topic: string): Promise<void> {
    try {
      await this.#lines.subscribe([this.#prefix + topic]);
    } catch (error) {
      // Closed, or cut in between: then #resume subscribes again.
      this.#log.debug({ err: error, topic }, 'subscription waits for Redis');
    }
  }

  async #resume(): Promise<void> {
    const topics = this.#listeners.topics();
    try {
      if (topics.length > 0) {
        await this.#lines.subscribe(topics.map((topic) => this.#prefix + topic));
      }
    } catch (error) {
      this.#log.debug({ err: error }, 'cut again while subscribing');
      return;
    }
    this.#hears = true;
    if (!this.#wasConnected) {
      this.#wasConnected = true;
      return;
    }
    for (const listener of [...this.#reconnectListeners]) listener();
  }
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
