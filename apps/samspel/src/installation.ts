import path from 'node:path';
import type { Config } from '@samspel/platform/config';
import { tell } from './command.ts';
import { openDataFolder } from './data-folder.ts';
import { openEmbeddedDatabase } from './embedded/embedded-database.ts';
import { Failure } from './failure.ts';
import { isLock, type Lock, lock } from './process/lock-file.ts';
import { findRunning } from './run-file.ts';
import { settings } from './settings.ts';

/** A database that a command may use, and the folder of everything else. */
export interface Installation {
  config: Config;
  dataFolder: string;
  /** The owner's login. */
  databaseUrl: string;
  kind: 'given' | 'running' | 'embedded';
}

/** Takes the data folder for this process; a start that already has it is named kindly. */
export async function takeFolder(dataFolder: string, purpose: string): Promise<Lock> {
  const taken = await lock(path.join(dataFolder, 'lock'), purpose, 15_000);
  if (isLock(taken)) return taken;
  const running = findRunning(dataFolder);
  const where = running ? ` at ${running.url}` : '';
  throw new Failure(
    `${taken.purpose} already runs on ${dataFolder}${where} (process ${taken.pid}). ` +
      'Stop it first, or set SAMSPEL_DATA to another folder.',
  );
}

/**
 * Lets a command work on the installation's database: the one of DATABASE_URL, else the one that a
 * running start has, else the embedded one, brought up for as long as the command needs it.
 */
export async function withInstallation<T>(
  purpose: string,
  work: (installation: Installation) => Promise<T>,
  { endsBySignal = true }: { endsBySignal?: boolean } = {},
): Promise<T> {
  const config = settings();
  const dataFolder = openDataFolder(config.dataDirectory);
  if (config.databaseUrl) {
    return await work({ config, dataFolder, databaseUrl: config.databaseUrl, kind: 'given' });
  }
  const running = findRunning(dataFolder);
  if (running) {
    return await work({ config, dataFolder, databaseUrl: running.databaseUrl, kind: 'running' });
  }
  const held = await takeFolder(dataFolder, `samspel ${purpose}`);
  try {
    const database = await openEmbeddedDatabase(dataFolder, tell);
    // A server ends by itself when it is asked to; a short command is cut off.
    const stop = endsBySignal ? stopOnSignal(() => database.stop()) : () => {};
    try {
      return await work({ config, dataFolder, databaseUrl: database.url, kind: 'embedded' });
    } finally {
      stop();
      await database.stop();
    }
  } finally {
    held.release();
  }
}

/** Ctrl-C in the middle of a command ends its database too. */
function stopOnSignal(stop: () => Promise<void>): () => void {
  const end = (signal: NodeJS.Signals) => {
    tell(`stopped by ${signal}`);
    void stop().finally(() => process.exit(130));
  };
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.once(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
}
