import { readFileSync } from 'node:fs';
import path from 'node:path';
import { migrateToLatest } from '@samspel/server/migrate';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../tests/support/embedded-postgres.ts';

/** One PostgreSQL for all servers that store there; every measurement has a database of its own. */
export interface BenchPostgres {
  /** The server's first process: all its others lie below it. */
  pid: number;
  version: string;
  database(kind: 'ours' | 'empty'): Promise<{ url: string; drop(): Promise<void> }>;
  /** Writes out what earlier measurements left, so that the next one does not pay for it. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<BenchPostgres> {
  const server = await startEmbeddedPostgres({ durable: true });
  const admin = new pg.Pool({ connectionString: server.urlOf('postgres'), max: 1 });
  admin.on('error', () => {});
  try {
    await admin.query('create database bench_ours');
    await migrateToLatest(server.urlOf('bench_ours'), { info: () => {} });
    const { rows } = await admin.query(
      "select current_setting('data_directory') as folder, current_setting('server_version') as version",
    );
    const { folder, version } = rows[0] as { folder: string; version: string };
    const pidFile = readFileSync(path.join(folder, 'postmaster.pid'), 'utf8');
    let made = 0;
    return {
      pid: Number(pidFile.split('\n')[0]),
      version,
      async database(kind) {
        const name = `bench_${++made}`;
        const template = kind === 'ours' ? ' template bench_ours' : '';
        await admin.query(`create database ${name}${template}`);
        return {
          url: server.urlOf(name),
          drop: async () => void (await admin.query(`drop database ${name} with (force)`)),
        };
      },
      async settle() {
        await admin.query('checkpoint');
      },
      async stop() {
        await admin.end();
        await server.stop();
      },
    };
  } catch (error) {
    await admin.end();
    await server.stop();
    throw error;
  }
}
