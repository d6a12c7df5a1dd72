import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openPool } from '@samspel/platform/db/open-database';
import { needSpace } from '../data-folder.ts';
import { identify, isAlive } from '../process/identity.ts';
import {
  type Cluster,
  endOrphan,
  initialise,
  startServer,
  stopServer,
  superuser,
  untilReady,
} from './cluster.ts';
import { type Credentials, writeCredentials } from './credentials.ts';
import { freePort } from './free-port.ts';
import { placeCluster } from './place.ts';

export interface EmbeddedDatabase {
  /** As the owner of the schema, who is neither superuser nor allowed past row security. */
  url: string;
  stop(): Promise<void>;
}

const owner = 'samspel';

/**
 * Brings up the embedded PostgreSQL of a data folder whose lock the caller holds. An orphan of an
 * earlier start (kill -9 leaves one) is ended cleanly first.
 */
export async function openEmbeddedDatabase(
  dataFolder: string,
  say: (line: string) => void,
): Promise<EmbeddedDatabase> {
  needSpace(dataFolder, 16);
  const { cluster, credentials } = placeCluster(dataFolder, say);
  needSpace(path.dirname(cluster.folder), credentials.initialised ? 32 : 160);
  if (await endOrphan(cluster)) say('ended the database that an earlier start had left running');
  if (!credentials.initialised) {
    say('making an empty database');
    await initialise(cluster, credentials.superPassword);
  }
  const server = new Supervised(cluster, say);
  await server.start();
  try {
    if (!credentials.initialised) {
      await makeOwner(server.port, credentials);
      credentials.initialised = true;
      writeCredentials(dataFolder, credentials);
    }
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    url: urlOf(owner, credentials.ownerPassword, server.port, 'samspel'),
    stop: () => server.stop(),
  };
}

const urlOf = (user: string, password: string, port: number, database: string): string =>
  `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

async function makeOwner(port: number, credentials: Credentials): Promise<void> {
  const pool = openPool({
    url: urlOf(superuser, credentials.superPassword, port, 'postgres'),
    applicationName: 'samspel-setup',
    searchPath: 'public',
    max: 1,
    statementTimeoutMs: 60_000,
  });
  try {
    // base64url has no quote: the password needs no escaping.
    await pool.query(
      `create role ${owner} login createrole nosuperuser nobypassrls password '${credentials.ownerPassword}'`,
    );
    await pool.query(`create database samspel owner ${owner}`);
    await pool.query('revoke connect on database postgres from public');
  } finally {
    await pool.end();
  }
}

/** A server that is started again, on the same port, when it ends without having been asked to. */
class Supervised {
  readonly #cluster: Cluster;
  readonly #say: (line: string) => void;
  #child: ChildProcess | undefined;
  #stopping = false;
  port = 0;

  constructor(cluster: Cluster, say: (line: string) => void) {
    this.#cluster = cluster;
    this.#say = say;
  }

  async start(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      this.port = await freePort();
      try {
        await this.#launch();
        return;
      } catch (error) {
        // Another process took the free port in between.
        if (attempt === 3 || !/could not bind|could not create any TCP/.test(String(error))) {
          throw error;
        }
      }
    }
  }

  async #launch(): Promise<void> {
    const child = startServer(this.#cluster, this.port);
    this.#child = child;
    try {
      await untilReady(this.#cluster, child);
    } catch (error) {
      await this.#end();
      throw error;
    }
    child.on('exit', () => void this.#restart(child));
    if (child.exitCode !== null) void this.#restart(child);
  }

  async #restart(lost: ChildProcess): Promise<void> {
    if (this.#stopping || this.#child !== lost) return;
    this.#say('the embedded database ended unexpectedly: starting it again');
    while (!this.#stopping) {
      try {
        await this.#launch();
        return;
      } catch {
        // Its last children may still hold the shared memory; they end by themselves.
        await wait(500);
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#end();
  }

  async #end(): Promise<void> {
    const pid = this.#child?.pid;
    const one = pid === undefined ? undefined : identify(pid);
    if (one && isAlive(one)) await stopServer(one.pid);
  }
}
