import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';

export interface TestRedis {
  url: string;
  /** SIGKILL, as a crash would; `start` brings it back empty on the same port. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** FLUSHALL. */
  flush(): Promise<void>;
  /** To the server itself, e.g. SIGSTOP. */
  signal(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/**
 * A real redis-server on a free port, keeping nothing on disk; it ends with this process. With `cluster`
 * it is a Redis Cluster of one node, which has all slots.
 */
export async function startTestRedis({ cluster = false } = {}): Promise<TestRedis> {
  const port = await freePort();
  const busPort = cluster ? await freePort() : undefined;
  let running: Awaited<ReturnType<typeof launch>> | undefined;
  const redis: TestRedis = {
    url: `redis://127.0.0.1:${port}${cluster ? '?cluster' : ''}`,
    async start() {
      running = await launch(port, busPort);
    },
    async kill() {
      await running?.kill();
      running = undefined;
    },
    flush: () => say(port, 'FLUSHALL', '+OK').then(() => {}),
    signal: (signal) => running?.signal(signal),
    stop: () => redis.kill(),
  };
  await redis.start();
  return redis;
}

async function launch(port: number, busPort?: number) {
  const directory = await mkdtemp(path.join(tmpdir(), 'samspel-redis-'));
  const binary = process.env.SAMSPEL_TEST_REDIS_SERVER ?? 'redis-server';
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory];
  const memory = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
  // Alone it has nobody who could tell it its address.
  const address = ['--cluster-announce-ip', '127.0.0.1', '--cluster-port', String(busPort)];
  const cluster = busPort ? ['--cluster-enabled', 'yes', ...address] : [];
  // The shell waits for its stdin: when this process ends, however it ends, so does the server.
  const script =
    '"$@" >/dev/null 2>&1 & child=$!; echo $child; cat >/dev/null; kill -KILL $child; wait $child; rm -rf "$0"';
  const shell = spawn(
    '/bin/sh',
    ['-c', script, directory, binary, ...settings, ...memory, ...cluster],
    {
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  const [line] = await once(shell.stdout, 'data');
  const server = Number(line);
  const gone = new Promise<void>((resolve) => shell.once('exit', () => resolve()));
  await until('redis-server did not start', () => say(port, 'PING', '+PONG'));
  if (busPort) {
    await say(port, 'CLUSTER ADDSLOTSRANGE 0 16383', '+OK');
    await until('the cluster is not whole', () => say(port, 'CLUSTER INFO', /cluster_state:ok/));
  }
  return {
    signal: (signal: NodeJS.Signals) => process.kill(server, signal),
    async kill() {
      shell.stdin.end();
      await gone;
    },
  };
}

async function until(otherwise: string, ask: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 800; tries += 1) {
    if (await ask()) return;
    await wait(25);
  }
  throw new Error(otherwise);
}

function say(port: number, command: string, answer: string | RegExp): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
    socket.once('error', () => resolve(false));
    socket.once('data', (data) => {
      const said = data.toString();
      resolve(typeof answer === 'string' ? said.startsWith(answer) : answer.test(said));
      socket.destroy();
    });
  });
}
