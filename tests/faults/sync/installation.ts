import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openDatabase } from '@samspel/platform/db/open-database';
import { migrateToLatest } from '@samspel/server/migrate';
import type { Kysely } from 'kysely';
import { type EmbeddedDatabase, startEmbeddedPostgres } from '../../support/embedded-postgres.ts';
import { freePort } from '../../support/free-port.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';

const program = path.resolve(
  import.meta.dirname,
  '../../../packages/sync/src/testing/hub-child.ts',
);

/** A hub in a process of its own, always on the same port. */
export class HubProcess {
  readonly port: number;
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;

  constructor(port: number, env: Record<string, string>) {
    this.port = port;
    this.#env = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...env, PORT: String(port) };
  }

  /** Resolves when it accepts connections. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [program], {
      env: this.#env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      child.stdout?.once('data', () => resolve());
      child.once('exit', () => reject(new Error('the hub ended before it was ready')));
    });
  }

  running(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Memory that it holds, MiB; 0 while it does not run. */
  residentMb(): number {
    try {
      const status = readFileSync(`/proc/${this.#child?.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  }

  /** What its heap holds after a forced collection, MiB. */
  async heapMb(): Promise<number> {
    const child = this.#child;
    if (!child?.stdout || !child.stdin) throw new Error('the hub does not run');
    child.stdin.write('heap\n');
    for (;;) {
      // Between other lines: a hub whose database is killed says so.
      const [data] = await once(child.stdout, 'data');
      const bytes = /^heap (\d+)$/m.exec(String(data))?.[1];
      if (bytes) return Number(bytes) / 2 ** 20;
    }
  }

  /** Its exit code; null when the signal ended it, or nothing ran. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return null;
    const gone = once(child, 'exit');
    child.kill(signal);
    const [code] = await gone;
    return code;
  }
}

export interface SyncInstallation {
  postgres: EmbeddedDatabase;
  hub: HubProcess;
  /** Between the clients and the hub, between the hub and its database. */
  toHub: FaultProxy;
  toPostgres: FaultProxy;
  /** Where clients connect. */
  url: string;
  /** Past every fault, as the application's own role. */
  db: Kysely<unknown>;
  stop(): Promise<void>;
}

interface InstallationOptions {
  random: () => number;
  postgres?: Parameters<typeof startEmbeddedPostgres>[0];
  env?: Record<string, string>;
}

/** PostgreSQL with the durability of production, a hub process, and a bad wire on both sides of it. */
export async function startSyncInstallation(
  options: InstallationOptions,
): Promise<SyncInstallation> {
  const postgres = await startEmbeddedPostgres({ durable: true, ...options.postgres });
  const url = postgres.urlOf('postgres');
  await migrateToLatest(url, { info: () => {} });
  const toPostgres = await startFaultProxy(postgres, options.random);
  const wired = new URL(url);
  wired.port = String(toPostgres.port);
  const hub = new HubProcess(await freePort(), {
    ...options.env,
    DATABASE_URL: wired.toString(),
  });
  await hub.start();
  const toHub = await startFaultProxy(hub, options.random);
  const db = openDatabase<unknown>({ url, applicationName: 'test', role: 'samspel_app' });
  return {
    ...{ postgres, hub, toHub, toPostgres, db },
    url: `ws://127.0.0.1:${toHub.port}`,
    async stop() {
      await hub.kill();
      await db.destroy();
      await Promise.all([toHub.stop(), toPostgres.stop()]);
      await postgres.stop();
    },
  };
}
