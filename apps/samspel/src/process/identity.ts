import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  pid: number;
  /** The kernel's word for when it began; equal words mean the same process. */
  began: string;
}

interface Stat {
  parent: number;
  began: string;
  state: string;
}

function ask(pid: number, column: string): string {
  const { stdout } = spawnSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' });
  return (stdout ?? '').trim();
}

function stat(pid: number): Stat | undefined {
  if (process.platform !== 'linux') {
    const [parent, state] = [ask(pid, 'ppid'), ask(pid, 'state')];
    return parent === '' ? undefined : { parent: Number(parent), state, began: ask(pid, 'lstart') };
  }
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces and brackets: count fields from its end.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', parent: Number(fields[1]), began: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

export function identify(pid: number): ProcessIdentity | undefined {
  const found = stat(pid);
  // A zombie has ended; only its parent has not looked yet.
  if (!found || found.state.startsWith('Z')) return undefined;
  return { pid, began: found.began };
}

export const isAlive = (one: ProcessIdentity): boolean => identify(one.pid)?.began === one.began;

export const parentOf = (pid: number): number => stat(pid)?.parent ?? 0;

/** The words of its command line; empty when the process is gone or not ours to see. */
export function commandLine(pid: number): string[] {
  if (process.platform !== 'linux') return ask(pid, 'command').split(' ').filter(Boolean);
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
  } catch {
    return [];
  }
}
