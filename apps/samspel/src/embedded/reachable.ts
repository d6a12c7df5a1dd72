import { statSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseUser } from './database-user.ts';

const search = 0o1;

function maySearch(folder: string, user: DatabaseUser): boolean {
  let found: ReturnType<typeof statSync>;
  try {
    found = statSync(folder);
  } catch {
    // It will be made, and then it will be ours to open.
    return true;
  }
  if (found.uid === user.uid) return (found.mode & (search << 6)) !== 0;
  if (found.gid === user.gid) return (found.mode & (search << 3)) !== 0;
  return (found.mode & search) !== 0;
}

/** The first folder on the way to `target` that is closed to this user, if any. */
export function closedFolder(target: string, user: DatabaseUser): string | undefined {
  const parts = path.resolve(target).split(path.sep);
  for (let count = 1; count <= parts.length; count += 1) {
    const folder = parts.slice(0, count).join(path.sep) || path.sep;
    if (!maySearch(folder, user)) return folder;
  }
  return undefined;
}
