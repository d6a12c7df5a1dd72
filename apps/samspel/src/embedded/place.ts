import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.ts';
import { copyBinaries, findBinaries } from './binaries.ts';
import { type Cluster, exists } from './cluster.ts';
import {
  type Credentials,
  newCredentials,
  readCredentials,
  writeCredentials,
} from './credentials.ts';
import { type DatabaseUser, databaseUser } from './database-user.ts';
import { closedFolder } from './reachable.ts';

// Where root keeps what the database's user must reach when the wanted folders are closed to it.
const shared = '/var/lib/samspel';

/** Decides where the embedded database of this data folder lives; the decision is kept. */
export function placeCluster(
  dataFolder: string,
  say: (line: string) => void,
): { cluster: Cluster; credentials: Credentials } {
  const user = databaseUser();
  const credentials = readCredentials(dataFolder) ?? newCredentials();
  const within = path.join(dataFolder, 'postgres');
  const known = credentials.initialised;
  if (!known && user) {
    const closed = closedFolder(within, user);
    if (closed) {
      credentials.elsewhere = path.join(shared, credentials.id);
      say(
        `${closed} is closed to the database's user "${user.name}": ` +
          `the database lives in ${credentials.elsewhere}`,
      );
    }
  }
  const folder = credentials.elsewhere ?? within;
  makeShared(user, folder);
  const cluster: Cluster = { user, folder, binaries: reachableBinaries(user) };
  if (known && user) refuseClosed(folder, user);
  if (known && !exists(cluster)) {
    throw new Failure(
      `The database of ${dataFolder} is gone from ${folder}. ` +
        'Bring that folder back, or choose an empty SAMSPEL_DATA and restore a backup into it.',
    );
  }
  writeCredentials(dataFolder, credentials);
  return { cluster, credentials };
}

/** The database that this data folder already has, without changing anything. */
export function existingCluster(dataFolder: string): Cluster | undefined {
  const credentials = readCredentials(dataFolder);
  if (!credentials?.initialised) return undefined;
  const folder = credentials.elsewhere ?? path.join(dataFolder, 'postgres');
  return { folder, user: databaseUser(), binaries: findBinaries() };
}

/** The programs where this user can reach them. */
export function reachableBinaries(user: DatabaseUser | undefined) {
  const binaries = findBinaries();
  if (!user || !closedFolder(path.dirname(binaries.postgres), user)) return binaries;
  makeShared(user, shared);
  return copyBinaries(binaries, shared);
}

function makeShared(user: DatabaseUser | undefined, folder: string): void {
  if (!user || !folder.startsWith(shared)) return;
  mkdirSync(shared, { recursive: true });
  // Whatever umask root has: others pass through to their own folder and see nothing on the way.
  chmodSync(shared, 0o711);
}

function refuseClosed(folder: string, user: DatabaseUser): void {
  const closed = closedFolder(path.join(folder, 'data'), user);
  if (!closed) return;
  throw new Failure(
    `The database's user "${user.name}" can no longer reach ${folder}: run "chmod o+x ${closed}".`,
  );
}
