import { Redis } from 'ioredis';
import type { JsonValue } from '../json.ts';
import type { Logger } from '../log.ts';
import type { Bus, BytesListener, Listener, Subscription } from './bus.ts';
import { jsonBytes, Listeners, readingJson } from './listeners.ts';

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
  readonly #publishing: Redis;
  readonly #listening: Redis;
  readonly #listeners: Listeners;
  readonly #subscribed = new Map<string, Promise<void>>();
  readonly #reconnectListeners = new Set<() => void>();
  readonly #firstConnection: Promise<void>;
  #wasConnected = false;
  #hears = false;
  #unanswered = 0;

  constructor({ url, log, prefix = 'samspel' }: RedisBusOptions) {
    this.#prefix = `${prefix}:bus:`;
    this.#log = log;
    this.#listeners = new Listeners((error) => log.error({ err: error }, 'bus listener failed'));
    const connect = (settings: object) => {
      const redis = new Redis(url, {
        retryStrategy: (times) => Math.min(times * 100, 2000),
        keepAlive: 10_000,
        ...settings,
      });
      redis.on('error', (error) => log.warn({ err: error }, 'bus connection to Redis'));
      return redis;
    };
    this.#publishing = connect({ enableOfflineQueue: false, maxRetriesPerRequest: 0 });
    this.#firstConnection = firstAnswer(this.#publishing);
    // Subscribing again is ours, so that "back" is announced only when every topic is back.
    this.#listening = connect({ autoResubscribe: false, maxRetriesPerRequest: null });
    this.#listening.on('messageBuffer', (channel: Buffer, bytes: Buffer) =>
      this.#listeners.deliver(channel.toString().slice(this.#prefix.length), bytes),
    );
    this.#listening.on('ready', () => void this.#resume());
    this.#listening.on('close', () => {
      this.#hears = false;
    });
  }

  get isUp(): boolean {
    return this.#hears && this.#publishing.status === 'ready';
  }

  publish(topic: string, message: JsonValue): Promise<void> {
    return this.publishBytes(topic, jsonBytes(message));
  }

  async publishBytes(topic: string, bytes: Uint8Array): Promise<void> {
    if (this.#unanswered > unansweredBytes) return;
    this.#unanswered += bytes.length;
    try {
      await this.#firstConnection;
      await this.#publishing.publish(this.#prefix + topic, asBuffer(bytes));
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
      this.#listening.unsubscribe(this.#prefix + topic).catch(() => {});
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
    this.#publishing.disconnect();
    this.#listening.disconnect();
  }

  async #listen(topic: string): Promise<void> {
    try {
      await this.#listening.subscribe(this.#prefix + topic);
    } catch (error) {
      // Closed, or cut in between: then #resume subscribes again.
      this.#log.debug({ err: error, topic }, 'subscription waits for Redis');
    }
  }

  async #resume(): Promise<void> {
    const topics = this.#listeners.topics();
    try {
      if (topics.length > 0) {
        await this.#listening.subscribe(...topics.map((topic) => this.#prefix + topic));
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

// A process may publish in its first instant; later a dead line answers at once.
function firstAnswer(redis: Redis): Promise<void> {
  return new Promise((resolve) => {
    redis.once('ready', resolve);
    redis.once('close', resolve);
  });
}
