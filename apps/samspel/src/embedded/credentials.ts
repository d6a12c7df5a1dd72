import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Failure, inOneLine } from '../failure.ts';

/** What the data folder remembers of its embedded database. */
export interface Credentials {
  superPassword: string;
  ownerPassword: string;
  /** Names the folder outside the data folder, when the database had to live elsewhere. */
  elsewhere: string | null;
  id: string;
  /** The server's files, its owner role and its database have been made. */
  initialised: boolean;
}

const fileIn = (dataFolder: string) => path.join(dataFolder, 'database.json');

export function readCredentials(dataFolder: string): Credentials | undefined {
  const file = fileIn(dataFolder);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Failure(`${file} cannot be read: ${inOneLine(error)}`);
  }
  try {
    return JSON.parse(text) as Credentials;
  } catch {
    throw new Failure(
      `${file} is damaged: it is not JSON. Restore it from a backup of the folder.`,
    );
  }
}

export const newCredentials = (): Credentials => ({
  id: randomUUID(),
  superPassword: randomBytes(24).toString('base64url'),
  ownerPassword: randomBytes(24).toString('base64url'),
  elsewhere: null,
  initialised: false,
});

export function writeCredentials(dataFolder: string, credentials: Credentials): void {
  const file = fileIn(dataFolder);
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, file);
}
