import { execFileSync } from 'node:child_process';
import os from 'node:os';

export interface MachineDescription {
  name: string;
  cpu: string;
  cores: number;
  memoryGib: number;
  kernel: string;
  node: string;
  postgres: string;
  pinning: string;
  /** Of the tree that was measured. */
  commit: string;
}

export function describeMachine(postgres: string, pinning: string): MachineDescription {
  const cpu = os.cpus()[0]?.model.trim() ?? 'unknown';
  const cores = os.availableParallelism();
  return {
    name: `${cpu}, ${cores} cores`,
    cpu,
    cores,
    memoryGib: Math.round(os.totalmem() / 2 ** 30),
    kernel: `${os.type()} ${os.release()}`,
    node: process.version,
    postgres,
    pinning,
    commit: commitHash(),
  };
}

function commitHash(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const changed = git('status', '--porcelain', '--', '../../packages/sync', '../../apps/hub');
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}`;
  } catch {
    return 'unknown';
  }
}
