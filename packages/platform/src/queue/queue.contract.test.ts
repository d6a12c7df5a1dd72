import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../../tests/support/database.ts';
import { eventually } from '../../../../tests/support/eventually.ts';
import { quietLog } from '../../../../tests/support/quiet-log.ts';
import { startTestRedis } from '../../../../tests/support/redis.ts';
import { newId } from '../ids.ts';
import { openQueue } from './open-queue.ts';
import type { Job, Queue } from './queue.ts';

const database = await testDatabase();
const redis = await startTestRedis();
const cluster = await startTestRedis({ cluster: true });
afterAll(() => Promise.all([redis.stop(), cluster.stop()]));

const open: Queue[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((queue) => queue.close()));
});

function queueOf(redisUrl?: string): Queue {
  const queue = openQueue({ redisUrl, databaseUrl: database.url, log: quietLog() });
  open.push(queue);
  return queue;
}

const implementations = [
  { name: 'over PostgreSQL', redisUrl: undefined },
  { name: 'over Redis', redisUrl: redis.url },
  { name: 'over a Redis Cluster', redisUrl: cluster.url },
];

describe.each(implementations)('a queue $name', ({ redisUrl }) => {
  const fresh = () => `test-${newId()}`;
  const job = (n: number, delayMs?: number) => ({
    data: { n },
    options: { jobId: `job-${n}`, delayMs },
  });

  test('runs each job once, with its data', async () => {
    const queue = queueOf(redisUrl);
    const name = fresh();
    const done: number[] = [];
    queue.work(name, async ({ data }) => {
      done.push(data.n as number);
    });
    await queue.add(
      name,
      Array.from({ length: 50 }, (_, n) => job(n)),
    );
    await eventually('50 jobs', () => done.length >= 50);
    await wait(100);
    expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  test('keeps jobs until somebody works', async () => {
    const name = fresh();
    const before = queueOf(redisUrl);
    await before.add(name, [job(1)]);
    expect(await before.count(name)).toBe(1);
    await before.close();
    open.splice(open.indexOf(before), 1);
    const done: Job[] = [];
    queueOf(redisUrl).work(name, async (given) => {
      done.push(given);
    });
    await eventually('the job', () => done.length === 1);
    expect(done[0]).toEqual({
      id: 'job-1',
      data: { n: 1 },
      attempt: 1,
      lastAttempt: false,
      stalls: 0,
    });
  });

  test('takes an id once while it waits, and again after it is done', async () => {
    const queue = queueOf(redisUrl);
    const name = fresh();
    await queue.add(name, [job(1)]);
    await queue.add(name, [job(1)]);
    expect(await queue.count(name)).toBe(1);
    let done = 0;
    queue.work(name, async () => {
      done += 1;
    });
    await eventually('the first', () => done === 1);
    await eventually('the id to be free', async () => {
      await queue.add(name, [job(1)]);
      await wait(50);
      return done === 2;
    });
  });

  test.each(['a:b', '42', ''])('refuses the job id "%s"', async (jobId) => {
    const queue = queueOf(redisUrl);
    await expect(queue.add(fresh(), [{ data: {}, options: { jobId } }])).rejects.toThrow('job id');
  });

  test('holds a delayed job back', async () => {
    const queue = queueOf(redisUrl);
    const name = fresh();
    let at = 0;
    queue.work(name, async () => {
      at = performance.now();
    });
    const begun = performance.now();
    await queue.add(name, [job(1, 700)]);
    await eventually('the job', () => at > 0);
    expect(at - begun).toBeGreaterThanOrEqual(650);
  });

  test('tries a failing job again, counting, while others flow', async () => {
    const queue = queueOf(redisUrl);
    const name = fresh();
    const order: string[] = [];
    queue.work(name, async ({ data, attempt }) => {
      if (data.n !== 1) {
        order.push('another');
        return;
      }
      order.push(`try ${attempt}`);
      if (attempt < 3) throw new Error('not yet');
    });
    await queue.add(name, [job(1), job(2), job(3)]);
    await eventually('the third try', () => order.includes('try 3'));
    expect(order.filter((each) => each !== 'another')).toEqual(['try 1', 'try 2', 'try 3']);
    expect(order.filter((each) => each === 'another')).toHaveLength(2);
    expect(order.lastIndexOf('another')).toBeLessThan(order.indexOf('try 3'));
  });

  test('an outage uses up no attempt', async () => {
    const queue = queueOf(redisUrl);
    const name = fresh();
    const attempts: number[] = [];
    queue.work(name, async ({ attempt }) => {
      attempts.push(attempt);
      if (attempts.length < 3) {
        throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      }
    });
    await queue.add(name, [job(1)]);
    await eventually('the try after the outage', () => attempts.length === 3);
    expect(attempts).toEqual([1, 1, 1]);
  });

  test('close waits for the running job', async () => {
    const queue = queueOf(redisUrl);
    const name = fresh();
    let state = 'waiting';
    const working = queue.work(name, async () => {
      state = 'running';
      await wait(300);
      state = 'done';
    });
    await queue.add(name, [job(1)]);
    await eventually('the job to run', () => state === 'running');
    await working.close();
    expect(state).toBe('done');
  });

  test('two workers share the jobs and no job runs twice', async () => {
    const name = fresh();
    const queues = [queueOf(redisUrl), queueOf(redisUrl)];
    const done: [number, number][] = [];
    queues.forEach((queue, worker) => {
      queue.work(
        name,
        async ({ data }) => {
          await wait(5);
          done.push([worker, data.n as number]);
        },
        { concurrency: 2 },
      );
    });
    const jobs = Array.from({ length: 80 }, (_, n) => job(n));
    await queues[0]!.add(name, jobs);
    await eventually('80 jobs', () => done.length >= 80);
    await wait(100);
    expect(new Set(done.map(([, n]) => n)).size).toBe(80);
    expect(done.length).toBe(80);
    expect(new Set(done.map(([worker]) => worker)).size).toBe(2);
  });

  test('a schedule comes round, and one that is no longer wanted stops', async () => {
    const queue = queueOf(redisUrl);
    const name = fresh();
    const ran: string[] = [];
    queue.work(name, async ({ data }) => {
      ran.push(data.schedule as string);
    });
    const wanted = {
      often: { everyMs: 200 },
      never: { cron: '0 0 1 1 *', timeZone: 'Europe/Stockholm' },
    };
    await queue.schedule(name, wanted);
    await eventually('three rounds', () => ran.length >= 3);
    expect(new Set(ran)).toEqual(new Set(['often']));
    // Saying it again changes nothing: no extra round, no round put off.
    const until = performance.now() + 1000;
    const before = ran.length;
    while (performance.now() < until) {
      await queue.schedule(name, wanted);
      await wait(50);
    }
    expect(ran.length - before).toBeGreaterThanOrEqual(3);
    expect(ran.length - before).toBeLessThanOrEqual(7);
    await queue.schedule(name, {});
    await wait(400);
    const after = ran.length;
    await wait(700);
    expect(ran.length).toBe(after);
  });
});

describe('a queue over Redis', () => {
  test('says within seconds that it cannot take a job while Redis is dead, and works again after', async () => {
    const queue = queueOf(redis.url);
    const name = `test-${newId()}`;
    const done: number[] = [];
    queue.work(name, async ({ data }) => {
      done.push(data.n as number);
    });
    const add = (n: number) => queue.add(name, [{ data: { n }, options: { jobId: `job-${n}` } }]);
    await add(1);
    await eventually('the first job', () => done.length === 1);
    await redis.kill();
    await wait(100);
    await expect(add(2)).rejects.toThrow();
    await redis.start();
    await eventually('a job to pass again', async () => {
      await add(3).catch(() => {});
      await wait(100);
      return done.includes(3);
    });
  });
});
