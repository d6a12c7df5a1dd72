import type { Logger } from '../log.ts';
import type { Bus } from './bus.ts';
import { openInProcessBus } from './in-process-bus.ts';
import { openRedisBus } from './redis-bus.ts';

/** Between processes when there is a Redis, else inside this one. */
export function openBus(options: { redisUrl?: string; log: Logger; prefix?: string }): Bus {
  const { redisUrl, log, prefix } = options;
  return redisUrl
    ? openRedisBus({ url: redisUrl, log, prefix })
    : openInProcessBus((error) => log.error({ err: error }, 'bus listener failed'));
}
