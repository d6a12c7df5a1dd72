import { fileURLToPath } from 'node:url';
import type { Logger } from '@samspel/platform/log';
import { ChildProcesses } from './child-processes.ts';

const program = fileURLToPath(import.meta.resolve('@samspel/worker/main'));

export interface WorkerProcessesOptions {
  count: number;
  env: NodeJS.ProcessEnv;
  log: Logger;
}

/** Workers in processes of their own: they share the jobs in Redis. */
export async function startWorkers({ count, env, log }: WorkerProcessesOptions) {
  const children = new ChildProcesses(
    { part: 'worker', file: program, env: () => env, saysReady: false },
    count,
    log,
  );
  try {
    await children.start();
  } catch (error) {
    await children.stop();
    throw error;
  }
  return {
    trouble: () => (children.missing === count ? 'no worker process is up' : null),
    stop: () => children.stop(),
  };
}
