import {
  createPostgresBackend,
  Queue as RedisQueue,
  Worker as RedisWorker,
  withBackend,
} from 'bullmq';
import { Redis } from 'ioredis';
import { isCluster, openCluster } from '../bus/redis-cluster.ts';
import { clientSettings, poolOf } from '../db/open-database.ts';
import type { Logger } from '../log.ts';
import { type Backend, BullQueue } from './bull-queue.ts';
import type { Queue } from './queue.ts';

export interface QueueOptions {
  /** With it the queue lives in Redis, without it in schema bullmq of the database. */
  redisUrl?: string;
  databaseUrl: string;
  log: Logger;
  /** Separates installations that share a Redis. */
  prefix?: string;
}

export function openQueue(options: QueueOptions): Queue {
  return options.redisUrl
    ? new BullQueue(overRedis(options.redisUrl, options), options.log)
    : new BullQueue(overPostgres(options), options.log);
}

/** Jobs in schema bullmq through a pool of their own, so that a busy queue never starves a request. */
function overPostgres({ databaseUrl, log }: QueueOptions): Backend {
  const { types: _, ...settings } = clientSettings({
    url: databaseUrl,
    applicationName: 'samspel-queue',
    role: 'samspel_queue',
    searchPath: 'bullmq,public',
  });
  // Each worker keeps one connection to listen on; the rest serve the queue's short statements.
  const pool = poolOf({ ...settings, max: 16 }, log);
  const { Queue: PostgresQueue, Worker: PostgresWorker } = withBackend(createPostgresBackend);
  return {
    queue: (name, settings) => new PostgresQueue(name, { connection: pool, ...settings }),
    worker: (name, process, settings) =>
      new PostgresWorker(name, process, { connection: pool, ...settings }),
    close: () => pool.end(),
  };
}

function overRedis(url: string, { log, prefix = 'samspel' }: QueueOptions): Backend {
  // All keys of a queue must lie in one slot of a cluster.
  const place = isCluster(url) ? `{${prefix}}` : prefix;
  const open = (producer: boolean) => {
    // A worker waits out a restart of Redis; whoever adds a job hears at once that it cannot.
    const patience = { maxRetriesPerRequest: null };
    const enableOfflineQueue = !producer;
    const retryStrategy = (times: number) => Math.min(times * 100, 2000);
    const redis = isCluster(url)
      ? openCluster(url, { enableOfflineQueue }, patience)
      : new Redis(url, { ...patience, enableOfflineQueue, retryStrategy });
    redis.on('error', (error) => log.warn({ err: error }, 'queue connection to Redis'));
    return redis;
  };
  const adding = open(true);
  const working = open(false);
  return {
    queue: (name, settings) =>
      new RedisQueue(name, { connection: adding, prefix: place, ...settings }),
    worker: (name, process, settings) =>
      new RedisWorker(name, process, { connection: working, prefix: place, ...settings }),
    async close() {
      adding.disconnect();
      working.disconnect();
    },
  };
}
