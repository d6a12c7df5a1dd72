import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { databaseUser } from '@samspel/samspel/embedded/database-user';

const run = (command: string, ...args: string[]) => {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
};

/** A disk of its own, ext4 in a file, that can be filled, and copied as it is at an instant. */
export interface Volume {
  /** Writable by the database's user. */
  folder: string;
  /** Whatever reached the disk at this instant, and nothing that a cache still holds. */
  copy(): Volume;
  remove(): void;
}

export function makeVolume(mebibytes: number): Volume {
  const home = mkdtempSync(path.join(tmpdir(), 'samspel-volume-'));
  const image = path.join(home, 'image');
  run('truncate', '-s', `${mebibytes}M`, image);
  run('mkfs.ext4', '-q', '-F', image);
  return mounted(home, image);
}

function mounted(home: string, image: string): Volume {
  const mount = path.join(home, 'mount');
  mkdirSync(mount);
  run('chmod', '755', home);
  run('mount', '-o', 'loop', image, mount);
  const folder = path.join(mount, 'database');
  mkdirSync(folder, { recursive: true });
  const user = databaseUser();
  if (user) chownSync(folder, user.uid, user.gid);
  return {
    folder,
    copy() {
      const other = mkdtempSync(path.join(tmpdir(), 'samspel-volume-'));
      const copied = path.join(other, 'image');
      run('cp', '--sparse=always', image, copied);
      return mounted(other, copied);
    },
    remove() {
      run('umount', '--lazy', mount);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
