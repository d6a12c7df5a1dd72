import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asSystem } from '@samspel/platform/db/as-system';
import { openDatabase } from '@samspel/platform/db/open-database';
import type { Database, Trx } from '@samspel/server/database';
import { sql } from 'kysely';
import { eventually } from '../../support/eventually.ts';
import { freePort } from '../../support/free-port.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const startSeconds = 150;

/** The running product as an operator would start it, in a data folder of its own. */
export interface Product {
  url: string;
  /** Demo sign-in links by e-mail, as `start` printed them. */
  links: Map<string, string>;
  /** Where its files lie. */
  dataFolder: string;
  /** kill -9 of the whole process group; the embedded PostgreSQL may stay behind as an orphan. */
  kill(): Promise<void>;
  /** Starts again on the same data and port. */
  restart(): Promise<void>;
  /** Moves the database's clock, the one clock of every decision. */
  moveClock(offsetMs: number): Promise<void>;
  /** Asks the database as its owner, past every rule: to prepare and to compare, never to pretend. */
  asOwner<T>(work: (trx: Trx) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
  log(): string;
}

export async function startProduct(env: Record<string, string> = {}): Promise<Product> {
  const folder = mkdtempSync(path.join(tmpdir(), 'samspel-e2e-'));
  // Started by root, the database runs as a user of its own, who must get in here.
  chmodSync(folder, 0o755);
  const dataFolder = path.join(folder, 'data');
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const links = new Map<string, string>();
  let run: Run;

  const launch = async () => {
    run = runStart({
      ...process.env,
      PORT: String(port),
      SAMSPEL_URL: url,
      SAMSPEL_DATA: dataFolder,
      METRICS_PORT: String(await freePort()),
      ...env,
    });
    // The links are printed after the address answers; the last line comes after the links.
    await eventually(
      'the product is up',
      () => {
        if (run.ended()) throw new Error(`start ended:\n${run.output()}`);
        return run.output().includes('Ctrl-C');
      },
      { withinMs: startSeconds * 1000 },
    ).catch((error: unknown) => {
      throw new Error(`start took too long:\n${run.output()}`, { cause: error });
    });
    for (const [link] of run.output().matchAll(/https?:\/\/\S+[?&]email=\S+/g)) {
      const email = new URL(link).searchParams.get('email');
      if (email) links.set(email, link);
    }
  };

  await launch();
  return {
    url,
    links,
    dataFolder,
    kill: () => run.end('SIGKILL'),
    restart: launch,
    moveClock: (offsetMs) => moveClock(ownerUrl(dataFolder), offsetMs),
    asOwner: (work) => asOwner(ownerUrl(dataFolder), work),
    stop: async () => {
      await run.end('SIGTERM');
      endOrphan(dataFolder);
      rmSync(folder, { recursive: true, force: true });
    },
    log: () => run.output(),
  };
}

interface Run {
  output(): string;
  ended(): boolean;
  end(signal: NodeJS.Signals): Promise<void>;
}

function runStart(env: NodeJS.ProcessEnv): Run {
  let output = '';
  const child: ChildProcess = spawn(process.execPath, ['apps/samspel/src/start.ts'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  return {
    output: () => output,
    ended,
    async end(signal) {
      if (ended() || child.pid === undefined) return;
      const gone = once(child, 'exit');
      process.kill(-child.pid, signal);
      await gone;
    },
  };
}

/** After a test that ended between a kill and a restart the database would run on for ever. */
function endOrphan(dataFolder: string): void {
  const file = path.join(dataFolder, 'postgres', 'data', 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // It is gone already.
  }
}

function ownerUrl(dataFolder: string): string {
  const run: { databaseUrl: string } = JSON.parse(
    readFileSync(path.join(dataFolder, 'run.json'), 'utf8'),
  );
  return run.databaseUrl;
}

async function asOwner<T>(url: string, work: (trx: Trx) => Promise<T>): Promise<T> {
  const db = openDatabase<Database>({ url, applicationName: 'samspel-e2e', max: 1 });
  try {
    return await asSystem(db, work);
  } finally {
    await db.destroy();
  }
}

function moveClock(url: string, offsetMs: number): Promise<void> {
  return asOwner(url, async (trx) => {
    await sql`create or replace function samspel.now() returns timestamptz language sql volatile as
      ${sql.raw(`$$ select clock_timestamp() + interval '${Math.trunc(offsetMs)} milliseconds' $$`)}`.execute(
      trx,
    );
  });
}
