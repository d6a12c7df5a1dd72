import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Installs the peers by their lockfiles, each in a folder of its own, where they are not yet. */
export function installPeers(names: readonly string[], say: (line: string) => void): void {
  for (const name of names) {
    const folder = path.join(import.meta.dirname, '../peers', name);
    const lock = readFileSync(path.join(folder, 'package-lock.json'));
    const wanted = createHash('sha256').update(lock).digest('hex');
    const stamp = path.join(folder, 'node_modules/.installed');
    if (readOr(stamp) === wanted) continue;
    say(`installing ${name}`);
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const { status, stdout, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name} could not be installed:\n${stdout}${stderr}`);
    writeFileSync(stamp, wanted);
  }
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
