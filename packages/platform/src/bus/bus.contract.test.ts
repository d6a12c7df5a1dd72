import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { eventually } from '../../../../tests/support/eventually.ts';
import { quietLog } from '../../../../tests/support/quiet-log.ts';
import { startTestRedis } from '../../../../tests/support/redis.ts';
import type { JsonValue } from '../json.ts';
import type { Bus } from './bus.ts';
import { openBus } from './open-bus.ts';

const redis = await startTestRedis();
const cluster = await startTestRedis({ cluster: true });
afterAll(() => Promise.all([redis.stop(), cluster.stop()]));

const open: Bus[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bus) => bus.close()));
});

function bus(redisUrl?: string): Bus {
  const opened = openBus({ redisUrl, log: quietLog() });
  open.push(opened);
  return opened;
}

const implementations = [
  { name: 'in one process', redisUrl: undefined },
  { name: 'over Redis', redisUrl: redis.url },
  { name: 'over a Redis Cluster', redisUrl: cluster.url },
];

describe.each(implementations)('a bus $name', ({ redisUrl }) => {
  test('brings a message to every listener of its topic and to no other', async () => {
    const line = bus(redisUrl);
    const got: [string, JsonValue][] = [];
    const first = line.subscribe('aggregate:1', (message) => got.push(['first', message]));
    const second = line.subscribe('aggregate:1', (message) => got.push(['second', message]));
    const other = line.subscribe('aggregate:2', (message) => got.push(['other', message]));
    await Promise.all([first.ready, second.ready, other.ready]);
    await line.publish('aggregate:1', { version: 7, text: 'å' });
    await eventually('two messages', () => got.length >= 2);
    expect(got).toEqual([
      ['first', { version: 7, text: 'å' }],
      ['second', { version: 7, text: 'å' }],
    ]);
  });

  test('keeps the order of one publisher on one topic', async () => {
    const line = bus(redisUrl);
    const got: JsonValue[] = [];
    await line.subscribe('order', (message) => got.push(message)).ready;
    const sent = Array.from({ length: 200 }, (_, index) => index);
    for (const index of sent) void line.publish('order', index);
    await eventually('200 messages', () => got.length === 200);
    expect(got).toEqual(sent);
  });

  test('never calls a listener inside publish, so a lock held there cannot deadlock', async () => {
    const line = bus(redisUrl);
    let called = false;
    await line.subscribe('later', () => {
      called = true;
    }).ready;
    const publishing = line.publish('later', {});
    expect(called).toBe(false);
    await publishing;
    await eventually('the call', () => called);
  });

  test('gives each listener a copy of its own', async () => {
    const line = bus(redisUrl);
    const got: JsonValue[] = [];
    const listener = (message: JsonValue) => {
      (message as { seen?: boolean }).seen = true;
    };
    await line.subscribe('copy', listener).ready;
    await line.subscribe('copy', (message) => got.push(message)).ready;
    const sent = { version: 1 };
    await line.publish('copy', sent);
    await eventually('a message', () => got.length === 1);
    expect([got[0], sent]).toEqual([{ version: 1 }, { version: 1 }]);
  });

  test('carries bytes as they are', async () => {
    const line = bus(redisUrl);
    const got: Buffer[] = [];
    const stop = line.subscribeBytes('bytes', (bytes) => got.push(Buffer.from(bytes)));
    await stop.ready;
    const sent = Uint8Array.from({ length: 256 }, (_, i) => i);
    await line.publishBytes('bytes', sent);
    await line.publishBytes('bytes', new Uint8Array());
    await eventually('both', () => got.length === 2);
    expect(got).toEqual([Buffer.from(sent), Buffer.alloc(0)]);
    expect(line.isUp).toBe(true);
    stop();
    await line.publishBytes('bytes', sent);
    await wait(50);
    expect(got).toHaveLength(2);
  });

  test('goes on after a listener has thrown', async () => {
    const line = bus(redisUrl);
    const got: JsonValue[] = [];
    line.subscribe('fault', () => {
      throw new Error('a listener is broken');
    });
    await line.subscribe('fault', (message) => got.push(message)).ready;
    await line.publish('fault', 1);
    await line.publish('fault', 2);
    await eventually('both messages', () => got.length === 2);
  });

  test('is silent after unsubscribing, and speaks again after a new subscription', async () => {
    const line = bus(redisUrl);
    const got: JsonValue[] = [];
    const control: JsonValue[] = [];
    await line.subscribe('control', (message) => control.push(message)).ready;
    const stop = line.subscribe('stop', (message) => got.push(message));
    await stop.ready;
    stop();
    stop();
    await line.publish('stop', 'unheard');
    await line.publish('control', 1);
    await eventually('the control message', () => control.length === 1);
    await line.subscribe('stop', (message) => got.push(message)).ready;
    await line.publish('stop', 'heard');
    await eventually('the message', () => got.length === 1);
    expect(got).toEqual(['heard']);
  });

  test('carries nothing after close and does not reject', async () => {
    const line = bus(redisUrl);
    const got: JsonValue[] = [];
    await line.subscribe('closed', (message) => got.push(message)).ready;
    await line.close();
    await line.publish('closed', 1);
    await wait(50);
    expect(got).toEqual([]);
  });
});

describe.each([
  { name: 'Redis', redis },
  { name: 'a Redis Cluster', redis: cluster },
])('a bus over $name', ({ redis }) => {
  test('carries messages between processes', async () => {
    const [here, there] = [bus(redis.url), bus(redis.url)];
    const got: JsonValue[] = [];
    await there.subscribe('across', (message) => got.push(message)).ready;
    await here.publish('across', { version: 1 });
    await eventually('the message', () => got.length === 1);
  });

  test('loses hints while Redis is dead, never waits, and says when the line is back', async () => {
    const [here, there] = [bus(redis.url), bus(redis.url)];
    const got: JsonValue[] = [];
    let back = 0;
    there.onReconnect(() => {
      back += 1;
    });
    await there.subscribe('cut', (message) => got.push(message)).ready;
    await here.publish('cut', 'before');
    await eventually('the first message', () => got.length === 1);

    await redis.kill();
    await eventually('the line to be down', () => !here.isUp && !there.isUp);
    const begun = performance.now();
    await here.publish('cut', 'lost');
    expect(performance.now() - begun).toBeLessThan(5000);
    // A topic that was asked for during the cut is there after it, too.
    const late = there.subscribe('late', (message) => got.push(message));

    await redis.start();
    await eventually('the line to be back', () => back === 1);
    await late.ready;
    expect(there.isUp).toBe(true);
    await eventually('messages to pass again', async () => {
      await here.publish('cut', 'after');
      await here.publish('late', 'after too');
      await wait(50);
      return got.includes('after') && got.includes('after too');
    });
    expect(got).not.toContain('lost');
    expect(back).toBe(1);
  });
  test('keeps only so much for a Redis that does not answer', async () => {
    const [here, there] = [bus(redis.url), bus(redis.url)];
    let got = 0;
    await there.subscribeBytes('held', () => (got += 1)).ready;
    await here.publish('other', 1);
    redis.signal('SIGSTOP');
    const sent: Promise<void>[] = [];
    for (let i = 0; i < 40; i++) sent.push(here.publishBytes('held', new Uint8Array(1024 * 1024)));
    redis.signal('SIGCONT');
    await Promise.all(sent);
    await here.publishBytes('held', new Uint8Array(1));
    await eventually('those that were kept', () => got >= 10);
    await wait(100);
    // One or two may have been answered before the signal had its effect.
    expect(got).toBeLessThan(15);
  });
});
