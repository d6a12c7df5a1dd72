import { type ChildProcess, spawn } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import { identify, isAlive } from '../process/identity.ts';
import type { Binaries } from './binaries.ts';
import type { DatabaseUser } from './database-user.ts';

/** The embedded PostgreSQL's files, and how to bring it up and down. */
export interface Cluster {
  binaries: Binaries;
  /** Holds `data` (PGDATA) and `postgres.log`. */
  folder: string;
  user: DatabaseUser | undefined;
}

export const superuser = 'samspel_cluster';

const dataOf = (cluster: Cluster) => path.join(cluster.folder, 'data');
export const logOf = (cluster: Cluster) => path.join(cluster.folder, 'postgres.log');

export const exists = (cluster: Cluster): boolean =>
  existsSync(path.join(dataOf(cluster), 'PG_VERSION'));

const asUser = (cluster: Cluster) =>
  cluster.user ? { uid: cluster.user.uid, gid: cluster.user.gid } : {};

// The operator's own PG* variables would lead the server elsewhere.
const environment = () => ({ PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' });

function give(cluster: Cluster, file: string): void {
  if (cluster.user) chownSync(file, cluster.user.uid, cluster.user.gid);
}

/** Makes the files of an empty server whose superuser has this password. */
export async function initialise(
  cluster: Cluster,
  password: string,
  flags: string[] = [],
): Promise<void> {
  mkdirSync(cluster.folder, { recursive: true, mode: 0o700 });
  give(cluster, cluster.folder);
  const passwordFile = path.join(cluster.folder, 'initdb-password');
  // A start that was cut off in the middle of this leaves half a folder.
  rmSync(dataOf(cluster), { recursive: true, force: true });
  try {
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    give(cluster, passwordFile);
    await runInitdb(cluster, [
      `--pgdata=${dataOf(cluster)}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // PostgreSQL's own collation: the same order of text whatever the system's libraries become.
      ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
      '--data-checksums',
      ...flags,
    ]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function runInitdb(cluster: Cluster, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(cluster.binaries.initdb, args, {
      ...asUser(cluster),
      cwd: cluster.folder,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(troubleIn(said, 'initdb'))));
  });
}

/** The telling line of what a PostgreSQL program said. */
function troubleIn(text: string, what: string): Failure {
  const lines = text.split('\n').map((line) => line.trim());
  const full = lines.find((line) => line.includes('No space left on device'));
  if (full) return new Failure(`The disk is full: ${what} could not write (${full}).`);
  const telling = lines.findLast((line) => /(FATAL|PANIC|error):/i.test(line));
  return new Failure(`The embedded PostgreSQL did not come up: ${telling ?? lines.at(-1) ?? what}`);
}

const pidFile = (cluster: Cluster) => path.join(dataOf(cluster), 'postmaster.pid');

/** The running server's number, when it is the server of these very files. */
export function runningServer(cluster: Cluster): { pid: number; port: number } | undefined {
  let lines: string[];
  try {
    lines = readFileSync(pidFile(cluster), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  const found = Number.isInteger(pid) && pid > 1 && isServerOf(cluster, pid);
  return found ? { pid, port: Number(lines[3]) } : undefined;
}

/** Ends a server that an earlier start left behind. Resolves to whether there was one. */
export async function endOrphan(cluster: Cluster): Promise<boolean> {
  const orphan = runningServer(cluster);
  if (orphan) {
    await stopServer(orphan.pid);
    return true;
  }
  // Left by a power cut or kill -9; another process may have the number by now, and then PostgreSQL
  // would refuse to start.
  rmSync(pidFile(cluster), { force: true });
  return false;
}

function isServerOf(cluster: Cluster, pid: number): boolean {
  if (!identify(pid)) return false;
  try {
    return realData(`/proc/${pid}/cwd`) === realData(dataOf(cluster));
  } catch {
    // No /proc on this system: believe the pid file that PostgreSQL keeps.
    return process.platform !== 'linux';
  }
}

// A server works inside its data folder: comparing the folders themselves outlives renamed parents.
const realData = (folder: string): string => {
  const { dev, ino } = statSync(folder);
  return `${dev}:${ino}`;
};

/** Ends a server cleanly, with more force the longer it takes. */
export async function stopServer(pid: number): Promise<void> {
  const one = identify(pid);
  if (!one) return;
  // Fast shutdown, immediate shutdown, and at last the kernel; committed data outlives all three.
  for (const [signal, patienceMs] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      if (!isAlive(one)) return;
      await wait(25);
    }
  }
}

export function startServer(cluster: Cluster, port: number, settings: string[] = []): ChildProcess {
  const log = logOf(cluster);
  const output = openSync(log, 'w', 0o600);
  try {
    give(cluster, log);
    return spawn(
      cluster.binaries.postgres,
      [
        ...['-D', dataOf(cluster)],
        ...['-p', String(port)],
        ...['-c', 'listen_addresses=127.0.0.1'],
        ...['-c', 'unix_socket_directories='],
        ...['-c', 'max_connections=200'],
        ...['-c', 'password_encryption=scram-sha-256'],
        ...['-c', 'log_timezone=UTC', '-c', 'timezone=UTC'],
        ...settings.flatMap((setting) => ['-c', setting]),
      ],
      {
        ...asUser(cluster),
        cwd: cluster.folder,
        env: environment(),
        // A group of its own: Ctrl-C must reach us first, so that what is typed is stored before
        // the database goes.
        detached: true,
        stdio: ['ignore', output, output],
      },
    );
  } finally {
    closeSync(output);
  }
}

/** Resolves when the server accepts connections; rejects with its own words when it ends before. */
export async function untilReady(cluster: Cluster, child: ChildProcess): Promise<void> {
  let ended = false;
  const end = () => {
    ended = true;
  };
  child.once('exit', end);
  child.once('error', end);
  const deadline = performance.now() + 120_000;
  while (!isReady(cluster, child.pid)) {
    if (ended || performance.now() > deadline) throw whyItEnded(cluster);
    await wait(20);
  }
}

// The eighth line of its pid file is the server's own word for its state.
function isReady(cluster: Cluster, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(pidFile(cluster), 'utf8').split('\n');
    return Number(lines[0]) === pid && (lines[7] ?? '').trim() === 'ready';
  } catch {
    return false;
  }
}

export function whyItEnded(cluster: Cluster): Failure {
  let said = '';
  try {
    said = readFileSync(logOf(cluster), 'utf8');
  } catch {
    // No log: the general sentence has to do.
  }
  return troubleIn(said, 'PostgreSQL');
}
