import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '@samspel/platform/config';
import { diagnose } from '@samspel/platform/db/diagnose';
import { openDatabase } from '@samspel/platform/db/open-database';
import type { Database } from '@samspel/server/database';
import { listUndecided } from '@samspel/server/proposal/submitting/undecided.queries';
import { quarantinedDocuments } from '@samspel/sync/store/document-states';
import {
  type Checked,
  checkAddress,
  checkDatabase,
  checkDataFolder,
  checkDocuments,
  checkFiles,
  checkNode,
  checkOrphan,
  checkReachable,
  checkRedis,
  checkScanner,
  checkSecret,
  checkSmtp,
  checkSubmissions,
} from '../checkup.ts';
import { type Command, print, tell } from '../command.ts';
import { runningServer } from '../embedded/cluster.ts';
import { existingCluster } from '../embedded/place.ts';
import { inOneLine } from '../failure.ts';
import { withInstallation } from '../installation.ts';
import { findRunning } from '../run-file.ts';
import { settings } from '../settings.ts';

const schemas = ['samspel', 'sync'];

async function checkTheDatabase(config: Config, folder: string): Promise<Checked[]> {
  const embedded = !config.databaseUrl;
  const cluster = embedded && existsSync(folder) ? existingCluster(folder) : undefined;
  const running = findRunning(folder) !== undefined;
  if (embedded && !cluster && !running) {
    return [
      { what: 'database', state: 'note', found: 'none yet', mend: 'the first start makes it' },
    ];
  }
  const checks: Checked[] = [];
  if (cluster) {
    checks.push(checkOrphan(running, runningServer(cluster)));
    const closed = checkReachable(cluster.folder, cluster.user);
    if (closed) return [...checks, closed];
  }
  try {
    const found = await withInstallation('doctor', ({ databaseUrl }) => lookInto(databaseUrl));
    return [...checks, ...found];
  } catch (error) {
    const mend = embedded
      ? `look at ${path.join(cluster?.folder ?? folder, 'postgres.log')}`
      : 'look at DATABASE_URL and at the PostgreSQL it names';
    return [...checks, { what: 'database', state: 'FAIL', found: inOneLine(error), mend }];
  }
}

async function lookInto(url: string): Promise<Checked[]> {
  const checks = checkDatabase(await diagnose(url, schemas));
  // A database that is not as this program knows it is not asked any further.
  if (checks.some(({ what, state }) => what === 'migrations' && state !== 'ok')) return checks;
  const db = openDatabase<Database>({
    url,
    role: 'samspel_app',
    applicationName: 'samspel-doctor',
    max: 1,
  });
  try {
    const documents = checkDocuments(await quarantinedDocuments(db));
    return [...checks, ...checkSubmissions(await listUndecided(db)), ...documents];
  } finally {
    await db.destroy();
  }
}

const command: Command = {
  usage: '',
  does: 'says what is wrong with this installation and how to mend it',
  async run() {
    const config = settings();
    const folder = path.resolve(config.dataDirectory);
    const checks = [
      checkNode(),
      ...checkDataFolder(folder),
      checkSecret(folder, config),
      ...(await checkTheDatabase(config, folder)),
      await checkSmtp(config),
      await checkRedis(config),
      await checkFiles(folder, config),
      await checkScanner(config),
      checkAddress(config),
    ];
    for (const { state, what, found, mend } of checks) {
      print(`${state.padEnd(4)} ${what.padEnd(14)} ${found}`);
      if (mend) print(`${' '.repeat(20)}-> ${mend}`);
    }
    const failed = checks.filter((one) => one.state === 'FAIL').length;
    if (failed > 0) tell(`${failed} of ${checks.length} need mending`);
    return failed === 0 ? 0 : 1;
  },
};
export default command;
