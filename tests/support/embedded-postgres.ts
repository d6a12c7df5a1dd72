import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Cluster,
  exists,
  initialise,
  startServer,
  stopServer,
  superuser,
  untilReady,
} from '@samspel/samspel/embedded/cluster';
import { databaseUser } from '@samspel/samspel/embedded/database-user';
import { freePort } from '@samspel/samspel/embedded/free-port';
import { reachableBinaries } from '@samspel/samspel/embedded/place';

export interface EmbeddedDatabase {
  port: number;
  /** Holds `data` (PGDATA). */
  directory: string;
  /** The server's process; its children are its backends. */
  pid(): number;
  running(): boolean;
  /** Login of the superuser; the path (database) is to be filled in. */
  urlOf(database: string): string;
  /** SIGKILL to the server, as the kernel would when memory runs out. */
  kill(): Promise<void>;
  /** SIGSTOP to the server and its backends, and SIGCONT. */
  hold(): void;
  goOn(): void;
  /** Starts again on the same data after a kill. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const password = 'samspel-test';

interface EmbeddedOptions {
  /** With the durability of production; otherwise nothing need reach the disk. */
  durable?: boolean;
  /** More settings, as `name=value`. */
  settings?: string[];
  /** A folder of its own, instead of one below the temporary folder; with `data` in it, that is opened. */
  directory?: string;
  /** Of initdb, when the data is made. */
  initial?: string[];
}

/** A PostgreSQL of its own in a temporary folder, which goes away with this process however it ends. */
export async function startEmbeddedPostgres(
  options: EmbeddedOptions = {},
): Promise<EmbeddedDatabase> {
  // Directly below the temporary folder: as root the server runs as `postgres`, which must reach it.
  const directory = options.directory ?? (await mkdtemp(path.join(tmpdir(), 'samspel-pg-')));
  await chmod(directory, 0o755);
  const guard = guardAgainstOrphans(directory);
  const user = databaseUser();
  const cluster: Cluster = { user, folder: directory, binaries: reachableBinaries(user) };
  const settings = [
    'max_connections=300',
    ...(options.durable ? [] : forgetful),
    ...(options.settings ?? []),
  ];
  const port = await freePort();
  const start = async () => {
    const started = startServer(cluster, port, settings);
    await untilReady(cluster, started);
    return started;
  };
  let child: ChildProcess;
  try {
    if (!exists(cluster)) {
      const initial = options.durable ? [] : ['--no-sync'];
      await initialise(cluster, password, [...initial, ...(options.initial ?? [])]);
    }
    child = await start();
  } catch (error) {
    guard.stdin?.end();
    throw error;
  }
  return {
    port,
    directory,
    pid: () => child.pid ?? 0,
    running: () => child.exitCode === null && child.signalCode === null,
    urlOf: (database) => `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`,
    async kill() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    hold: () => signalFamily(child.pid, 'SIGSTOP'),
    goOn: () => signalFamily(child.pid, 'SIGCONT'),
    async restart() {
      // The killed server's children need a moment to notice and let go of the shared memory.
      for (let tries = 1; ; tries += 1) {
        try {
          child = await start();
          return;
        } catch (error) {
          if (tries === 50) throw error;
          await wait(100);
        }
      }
    },
    async stop() {
      if (child.pid && child.exitCode === null) await stopServer(child.pid);
      guard.stdin?.end();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** To the server first, so that it starts no backend meanwhile. */
function signalFamily(pid: number | undefined, signal: NodeJS.Signals): void {
  if (!pid) return;
  process.kill(pid, signal);
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', `${pid}`], { encoding: 'utf8' });
  for (const child of stdout.split(/\s+/).filter(Boolean)) {
    try {
      process.kill(Number(child), signal);
    } catch {
      // It has ended meanwhile.
    }
  }
}

// Nothing outlives a test run, so nothing need reach the disk.
const forgetful = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

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
