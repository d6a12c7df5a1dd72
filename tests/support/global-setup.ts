import { migrateToLatest } from '@samspel/server/migrate';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { installTestClock } from './test-clock.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser's URL of the run's PostgreSQL; database `samspel_template` is migrated and cloned. */
    postgresUrl: string;
  }
}

interface Running {
  url: string;
  users: number;
  stop(): Promise<void>;
}

// Each project of a run calls this in the same process: they share one server.
const shared = globalThis as { samspelTestPostgres?: Promise<Running> };

/** One PostgreSQL for a test run, with a migrated template that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.samspelTestPostgres ??= start();
  const running = await shared.samspelTestPostgres;
  running.users += 1;
  project.provide('postgresUrl', running.url);
  return async () => {
    running.users -= 1;
    if (running.users > 0) return;
    shared.samspelTestPostgres = undefined;
    await running.stop();
  };
}

async function start(): Promise<Running> {
  const server = await startEmbeddedPostgres();
  try {
    await run(server.urlOf('postgres'), 'create database samspel_template');
    const template = server.urlOf('samspel_template');
    await migrateToLatest(template, { info: () => {} });
    await run(template, installTestClock);
    return { url: server.urlOf('postgres'), users: 0, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
