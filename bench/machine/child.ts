import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { onCores } from './cores.ts';

const running = new Set<ChildProcess>();
// However this process ends, nothing of it goes on.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface ChildPlan {
  file: string;
  /** For Node itself. */
  execArgv?: string[];
  args?: string[];
  cores: readonly number[];
  env?: Record<string, string>;
  cwd?: string;
  ipc?: boolean;
}

/** A Node process on these cores, which ends with us. */
export function startChild(plan: ChildPlan): ChildProcess {
  const { file, execArgv = [], args = [], cores, env, cwd, ipc } = plan;
  const started = onCores(cores, process.execPath, [...execArgv, file, ...args]);
  const options: SpawnOptions = {
    stdio: ipc ? ['ignore', 'inherit', 'inherit', 'ipc'] : ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    cwd,
    serialization: 'advanced',
  };
  const child = spawn(started.command, started.args, options);
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Resolves when it says `ready` on a line of its own; rejects with what it said when it ends before. */
export function untilReady(child: ChildProcess, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-4000);
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
      if (/^ready$/m.test(said)) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(new Error(`${name} ended (${signal ?? code})\n${said}${errors}`));
    });
  });
}

/** As an operator stops it; with force when it does not answer. */
export async function stopChild(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM') {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  const patient = wait(15_000, 'late', { ref: false });
  if ((await Promise.race([gone, patient])) === 'late') {
    child.kill('SIGKILL');
    await gone;
  }
}
