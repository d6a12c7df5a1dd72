import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { identify, isAlive, type ProcessIdentity } from './identity.ts';

export interface LockHolder extends ProcessIdentity {
  /** What holds it, in words for people: "samspel start". */
  purpose: string;
}

export interface Lock {
  release(): void;
}

function read(file: string): LockHolder | undefined {
  try {
    const holder: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof holder !== 'object' || holder === null) return undefined;
    const { pid, began, purpose } = holder as Partial<LockHolder>;
    if (typeof pid !== 'number' || typeof began !== 'string') return undefined;
    return { pid, began, purpose: String(purpose) };
  } catch {
    return undefined;
  }
}

const sameHolder = (a: LockHolder | undefined, b: LockHolder | undefined): boolean =>
  a?.pid === b?.pid && a?.began === b?.began;

/** Takes the lock, or tells who holds it. A dead holder's lock is taken over. */
export function tryLock(file: string, purpose: string): Lock | LockHolder {
  const me: LockHolder = { pid: process.pid, began: identify(process.pid)?.began ?? '', purpose };
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(me), { mode: 0o600 });
  try {
    for (;;) {
      try {
        // A link is made whole or not at all, so nobody ever reads half a lock.
        linkSync(mine, file);
        return {
          release: () => {
            if (sameHolder(read(file), me)) rmSync(file, { force: true });
          },
        };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = read(file);
      if (holder && isAlive(holder)) return holder;
      setAside(file, holder);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

// Two starters may both find the dead holder. Whoever moves away a lock that turned out to be the
// other's fresh one puts it back.
function setAside(file: string, dead: LockHolder | undefined): void {
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (sameHolder(read(aside), dead)) rmSync(aside, { force: true });
  else renameSync(aside, file);
}

export const isLock = (taken: Lock | LockHolder): taken is Lock => 'release' in taken;

/** Waits for a short holder (another command) up to `patienceMs`; then tells who holds it. */
export async function lock(
  file: string,
  purpose: string,
  patienceMs: number,
): Promise<Lock | LockHolder> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const taken = tryLock(file, purpose);
    if (isLock(taken) || performance.now() >= deadline) return taken;
    await wait(100);
  }
}
