import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const root = path.resolve(import.meta.dirname, '../../..');

/** The running product as an operator would start it, in a data folder of its own. */
export interface Product {
  url: string;
  dataFolder: string;
  /** Demo sign-in links by e-mail, as `start` printed them. */
  links: Map<string, string>;
  /** kill -9 of the whole process group, the embedded PostgreSQL's postmaster left as an orphan. */
  kill(): Promise<void>;
  /** Starts again on the same data and port. */
  restart(): Promise<void>;
  /** Moves the database's clock, the one clock of every decision. */
  moveClock(offsetMs: number): Promise<void>;
  owner(): pg.Client;
  stop(): Promise<void>;
  log(): string;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export async function startProduct(): Promise<Product> {
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'samspel-e2e-'));
  const port = await freePort();
  let output = '';
  let child: ChildProcess;
  const links = new Map<string, string>();

  const launch = async () => {
    const started = Date.now();
    output = '';
    child = spawn(process.execPath, ['apps/samspel/src/start.ts'], {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PORT: String(port),
        SAMSPEL_DATA: path.join(dataFolder, 'data'),
        METRICS_PORT: String(await freePort()),
      },
    });
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    while (!(await healthy(port))) {
      if (child.exitCode !== null) throw new Error(`start ended:\n${output}`);
      if (Date.now() - started > 120_000) throw new Error(`start took too long:\n${output}`);
      await sleep(100);
    }
    // The links are printed after the address answers.
    while (!/sign-in\S*\?email=/.test(output)) {
      if (Date.now() - started > 130_000) throw new Error(`no sign-in links:\n${output}`);
      await sleep(50);
    }
    await sleep(200);
    for (const [link] of output.matchAll(/https?:\/\/\S+sign-in\S*\?email=\S+/g)) {
      const email = new URL(link).searchParams.get('email');
      if (email) links.set(email, link);
    }
  };

  const stopWith = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    if (child.pid) process.kill(-child.pid, signal);
    await gone;
  };

  await launch();
  return {
    url: `http://127.0.0.1:${port}`,
    dataFolder,
    links,
    kill: () => stopWith('SIGKILL'),
    restart: launch,
    moveClock: (offsetMs) => moveClock(ownerUrl(dataFolder), offsetMs),
    owner: () => new pg.Client({ connectionString: ownerUrl(dataFolder) }),
    stop: async () => {
      await stopWith('SIGTERM');
      rmSync(dataFolder, { recursive: true, force: true });
    },
    log: () => output,
  };
}

async function healthy(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;
  } catch {
    return false;
  }
}

function ownerUrl(dataFolder: string): string {
  const run: { databaseUrl: string } = JSON.parse(
    readFileSync(path.join(dataFolder, 'data', 'run.json'), 'utf8'),
  );
  return run.databaseUrl;
}

async function moveClock(url: string, offsetMs: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `create or replace function samspel.now() returns timestamptz language sql volatile as
     $$ select clock_timestamp() + interval '${Math.trunc(offsetMs)} milliseconds' $$`,
  );
  await client.end();
}
