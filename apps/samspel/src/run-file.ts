import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { identify, isAlive, type ProcessIdentity } from './process/identity.ts';

/** What a running start tells other commands on the same data. It holds the database's password. */
export interface Running extends ProcessIdentity {
  databaseUrl: string;
  url: string;
}

const fileIn = (dataFolder: string) => path.join(dataFolder, 'run.json');

export function writeRunFile(
  dataFolder: string,
  running: Omit<Running, keyof ProcessIdentity>,
): void {
  const me = identify(process.pid) ?? { pid: process.pid, began: '' };
  const file = fileIn(dataFolder);
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify({ ...me, ...running }), { mode: 0o600 });
  renameSync(unfinished, file);
}

export const removeRunFile = (dataFolder: string): void =>
  rmSync(fileIn(dataFolder), { force: true });

/** The start that runs on this data now; a dead one's file is as good as none. */
export function findRunning(dataFolder: string): Running | undefined {
  try {
    const running = JSON.parse(readFileSync(fileIn(dataFolder), 'utf8')) as Running;
    return isAlive(running) ? running : undefined;
  } catch {
    return undefined;
  }
}
