import { randomBytes } from 'node:crypto';
import { openDatabase } from '@samspel/platform/db/open-database';
import type { Database } from '@samspel/server/database';
import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { type ClockSetting, clockStatement } from './test-clock.ts';
import './global-setup.ts';

export interface TestDatabase {
  /** The owner's login: what a process is given as DATABASE_URL. */
  url: string;
  /** The same login acting as samspel_app or samspel_hub, for plain clients and child processes. */
  appUrl: string;
  hubUrl: string;
  /** Owner: no policy binds it. For arranging and for looking. */
  owner: Kysely<Database>;
  app: Kysely<Database>;
  hub: Kysely<Database>;
  /** Moves or stops the database's clock; starts from the true time again with `{ offsetMs: 0 }`. */
  setClock(setting: ClockSetting): Promise<void>;
  /** Called by itself after the file's tests. */
  drop(): Promise<void>;
}

/**
 * A database of its own for a test file: `const database = await testDatabase()` at the top of the file.
 * It is a clone of the migrated, empty template.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const admin = inject('postgresUrl');
  await statement(admin, `create database ${name} template samspel_template`);
  const url = withPath(admin, name);
  const open = (role?: 'samspel_app' | 'samspel_hub') =>
    openDatabase<Database>({ url, role, applicationName: `test-${role ?? 'owner'}`, max: 10 });
  const owner = open();
  const app = open('samspel_app');
  const hub = open('samspel_hub');
  let dropped: Promise<void> | undefined;
  const drop = async () => {
    await Promise.all([owner.destroy(), app.destroy(), hub.destroy()]);
    await statement(admin, `drop database if exists ${name} with (force)`);
  };
  const database: TestDatabase = {
    url,
    appUrl: withRole(url, 'samspel_app'),
    hubUrl: withRole(url, 'samspel_hub'),
    owner,
    app,
    hub,
    setClock: async (setting) => {
      await sql.raw(clockStatement(setting)).execute(owner);
    },
    drop: () => {
      dropped ??= drop();
      return dropped;
    },
  };
  afterAll(database.drop);
  return database;
}

async function statement(url: string, text: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

function withPath(url: string, database: string): string {
  const result = new URL(url);
  result.pathname = `/${database}`;
  return result.toString();
}

function withRole(url: string, role: string): string {
  const result = new URL(url);
  result.searchParams.set('options', `-c role=${role} -c search_path=samspel`);
  return result.toString();
}
