import { spawnSync } from 'node:child_process';
import { Failure } from '../failure.ts';

/** PostgreSQL refuses to run as root; then it runs as the system's user `postgres`. */
export interface DatabaseUser {
  name: string;
  uid: number;
  gid: number;
}

const name = 'postgres';

function idOf(kind: '-u' | '-g'): number | undefined {
  const { status, stdout } = spawnSync('id', [kind, name], { encoding: 'utf8' });
  return status === 0 ? Number(stdout.trim()) : undefined;
}

function find(): DatabaseUser | undefined {
  const uid = idOf('-u');
  const gid = idOf('-g');
  return uid === undefined || gid === undefined ? undefined : { name, uid, gid };
}

/** Undefined for a plain user, who runs the database as itself. */
export function databaseUser(): DatabaseUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const existing = find();
  if (existing) return existing;
  spawnSync('groupadd', ['--system', name]);
  spawnSync('useradd', ['--system', '--gid', name, '--no-create-home', name]);
  // Busybox systems have these instead.
  if (!find()) {
    spawnSync('addgroup', ['-S', name]);
    spawnSync('adduser', ['-S', '-D', '-H', '-G', name, name]);
  }
  const made = find();
  if (made) return made;
  throw new Failure(
    'PostgreSQL does not run as root, and a system user "postgres" could not be made: ' +
      'make one (useradd --system postgres), start as a plain user, or set DATABASE_URL.',
  );
}
