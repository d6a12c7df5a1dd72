import { Cluster, type ClusterOptions, type RedisOptions } from 'ioredis';

/** REDIS_URL with `?cluster` names one node of a Redis Cluster, which tells of the others. */
export const isCluster = (url: string): boolean => new URL(url).searchParams.has('cluster');

export function openCluster(
  url: string,
  settings: ClusterOptions,
  redisOptions: RedisOptions = {},
): Cluster {
  const { hostname, port, username, password, protocol } = new URL(url);
  const login = {
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  };
  return new Cluster([{ host: hostname, port: Number(port || 6379) }], {
    clusterRetryStrategy: (times) => Math.min(times * 100, 2000),
    ...settings,
    redisOptions: { keepAlive: 10_000, ...login, ...redisOptions },
  });
}
