import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Which process may use which cores. */
export interface Cores {
  hub: number | null;
  load: number[];
  /** In words, for the report. */
  said: string;
}

export function shareCores(): Cores {
  const allowed = allowedCores();
  const taskset = spawnSync('taskset', ['--version']).status === 0;
  if (!taskset) {
    return { hub: null, load: [], said: 'not pinned: taskset was not found' };
  }
  if (allowed.length < 2) {
    return { hub: null, load: [], said: 'not pinned: there is one core' };
  }
  const [hub, ...others] = allowed;
  const load = others.slice(0, 3);
  const rest = 'PostgreSQL on any core';
  return { hub: hub!, load, said: `hub on core ${hub}, load on ${load.join(', ')}, ${rest}` };
}

/** The command with which a process is started on these cores. */
export function onCores(cores: readonly number[], command: string, args: string[]) {
  if (cores.length === 0) return { command, args };
  return { command: 'taskset', args: ['-c', cores.join(','), command, ...args] };
}

function allowedCores(): number[] {
  const status = readFileSync('/proc/self/status', 'utf8');
  const list = /^Cpus_allowed_list:\s+(.+)$/m.exec(status)?.[1] ?? '0';
  return list.split(',').flatMap((part) => {
    const [from, to] = part.split('-').map(Number);
    return Array.from({ length: (to ?? from!) - from! + 1 }, (_, i) => from! + i);
  });
}
