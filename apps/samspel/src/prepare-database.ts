import type { Config } from '@samspel/platform/config';
import { openDatabase } from '@samspel/platform/db/open-database';
import type { Database } from '@samspel/server/database';
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

/** Migrates, brings the directory and the seed calls, and the demo into an empty database. */
export async function prepareDatabase(
  url: string,
  options: { demo: boolean; say: (line: string) => void },
): Promise<void> {
  await migrateSaying(url, options.say);
  const db = openAsApp(url, 'samspel-seed');
  try {
    const empty = await isEmptyInstallation(db);
    await seedReference(db);
    if (!options.demo || !empty) return;
    options.say('filling the empty database with the demo consortium');
    await seedDemo(db);
  } finally {
    await db.destroy();
  }
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
