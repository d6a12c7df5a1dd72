import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '@samspel/platform/config';
import { openDatabase } from '@samspel/platform/db/open-database';
import type { Database, Db } from '@samspel/server/database';
import { migrateToLatest } from '@samspel/server/migrate';
import { isEmptyInstallation } from '@samspel/server/seed/is-empty';
import { seedDemo } from '@samspel/server/seed/seed-demo';
import { seedReference } from '@samspel/server/seed/seed-reference';
import { Failure, inOneLine } from './failure.ts';

/** The product's own connection: the role that row security binds. */
export const openAsApp = (url: string, applicationName: string) =>
  openDatabase<Database>({
    url,
    applicationName,
    role: 'samspel_app',
    max: 4,
    statementTimeoutMs: 60_000,
  });

export interface Preparation {
  demo: boolean;
  dataFolder: string;
  say: (line: string) => void;
}

/** Migrates, brings the directory and the seed calls, and the demo into an empty database. */
export async function prepareDatabase(
  url: string,
  { demo, dataFolder, say }: Preparation,
): Promise<void> {
  await migrateSaying(url, say);
  const db = openAsApp(url, 'samspel-seed');
  try {
    const empty = await isEmptyInstallation(db);
    await seedReference(db);
    if (demo) await seedDemoOnce(db, empty, { dataFolder, say });
  } finally {
    await db.destroy();
  }
}

// A seeding that was cut off leaves some people behind: the note tells that database from one in use.
async function seedDemoOnce(
  db: Db,
  empty: boolean,
  { dataFolder, say }: Omit<Preparation, 'demo'>,
): Promise<void> {
  const begun = path.join(dataFolder, 'demo-seeding');
  if (!empty && !existsSync(begun)) return;
  say('filling the empty database with the demo consortium');
  writeFileSync(begun, '');
  await seedDemo(db);
  rmSync(begun);
}

async function migrateSaying(url: string, say: (line: string) => void): Promise<void> {
  let told = false;
  const info = () => {
    if (!told) say('bringing the database to the shape of this version');
    told = true;
  };
  try {
    await migrateToLatest(url, { info });
  } catch (error) {
    throw new Failure(`The database cannot be prepared: ${inOneLine(error)}`, 1, { cause: error });
  }
}

/** Demo accounts belong to the embedded database, or to whoever asks for them. */
export const wantsDemo = (config: Config): boolean => config.demo || !config.databaseUrl;
