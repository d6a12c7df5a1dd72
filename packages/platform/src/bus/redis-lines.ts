import { Redis } from 'ioredis';
import type { Logger } from '../log.ts';
import { isCluster, openCluster } from './redis-cluster.ts';

export interface LineEvents {
  message(channel: string, bytes: Buffer): void;
  /** Subscriptions are to be made, again too. */
  ready(): void;
  /** What is published may not arrive. */
  lost(): void;
}

/** A way to publish and a way to listen, each with connections of its own. */
export interface RedisLines {
  publish(channel: string, bytes: Buffer): Promise<unknown>;
  subscribe(channels: readonly string[]): Promise<unknown>;
  unsubscribe(channel: string): Promise<unknown>;
  /** Resolves when a first attempt to connect has ended, well or not. */
  readonly tried: Promise<void>;
  readonly mayPublish: boolean;
  disconnect(): void;
}

export const openLines = (url: string, log: Logger, events: LineEvents): RedisLines =>
  isCluster(url) ? overCluster(url, log, events) : overOne(url, log, events);

function overOne(url: string, log: Logger, events: LineEvents): RedisLines {
  const connect = (settings: object) => {
    const redis = new Redis(url, {
      retryStrategy: (times) => Math.min(times * 100, 2000),
      keepAlive: 10_000,
      ...settings,
    });
    redis.on('error', (error) => log.warn({ err: error }, 'bus connection to Redis'));
    return redis;
  };
  const publishing = connect({ enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  // Subscribing again is ours, so that "back" is announced only when every topic is back.
  const listening = connect({ autoResubscribe: false, maxRetriesPerRequest: null });
  listening.on('messageBuffer', (channel: Buffer, bytes: Buffer) =>
    events.message(channel.toString(), bytes),
  );
  listening.on('ready', () => events.ready());
  listening.on('close', () => events.lost());
  return {
    publish: (channel, bytes) => publishing.publish(channel, bytes),
    subscribe: (channels) => listening.subscribe(...channels),
    unsubscribe: (channel) => listening.unsubscribe(channel),
    tried: firstAnswer(publishing),
    get mayPublish() {
      return publishing.status === 'ready';
    },
    disconnect() {
      publishing.disconnect();
      listening.disconnect();
    },
  };
}

/**
 * Sharded: a message goes to the one node that has its channel's slot, not to every node of the cluster.
 * Channels are subscribed one by one, as each may live elsewhere.
 */
function overCluster(url: string, log: Logger, events: LineEvents): RedisLines {
  const complain = (error: unknown) => log.warn({ err: error }, 'bus connection to Redis');
  const publishing = openCluster(url, { enableOfflineQueue: false }, { maxRetriesPerRequest: 0 });
  const listening = openCluster(url, { shardedSubscribers: true });
  let up = false;
  const look = () => {
    if (up || listening.status !== 'ready') return;
    up = true;
    events.ready();
  };
  const lose = () => {
    if (!up) return;
    up = false;
    events.lost();
  };
  for (const each of [publishing, listening]) each.on('error', complain);
  listening.on('ready', look);
  listening.on('subscribersReady', look);
  for (const event of ['-node', 'close']) listening.on(event, lose);
  listening.on('smessageBuffer', (channel: Buffer, bytes: Buffer) =>
    events.message(channel.toString(), bytes),
  );
  return {
    publish: (channel, bytes) => publishing.spublish(channel, bytes),
    subscribe: (channels) => Promise.all(channels.map((channel) => listening.ssubscribe(channel))),
    unsubscribe: (channel) => listening.sunsubscribe(channel),
    tried: firstAnswer(publishing),
    get mayPublish() {
      return publishing.status === 'ready';
    },
    disconnect() {
      publishing.disconnect();
      listening.disconnect();
    },
  };
}

// A process may publish in its first instant; later a dead line answers at once.
function firstAnswer(redis: {
  once(event: 'ready' | 'close', listener: () => void): unknown;
}): Promise<void> {
  return new Promise((resolve) => {
    redis.once('ready', resolve);
    redis.once('close', resolve);
  });
}
