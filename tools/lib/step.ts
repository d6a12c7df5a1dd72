import { spawn } from 'node:child_process';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');
export const bin = (name: string): string => path.join(root, 'node_modules/.bin', name);

export interface Step {
  name: string;
  command: string;
  args: string[];
  cwd?: string;
  env?: Record<string, string>;
  /** Name of a step that must have succeeded before this one begins. */
  after?: string;
  /** Milliseconds after which the step and all that it started is killed. */
  timeoutMs?: number;
  /** Pass the output on as it comes, for steps that people watch. */
  live?: boolean;
}

export interface StepResult {
  name: string;
  ok: boolean;
  exitCode: number | null;
  timedOut: boolean;
  output: string;
  ms: number;
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has already ended.
  }
}

const running = new Set<number>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    for (const pid of running) endGroup(pid, 'SIGTERM');
    process.exit(130);
  });
}

/** Runs one step as a process group of its own, so that a timeout leaves nothing behind. */
export function runStep(step: Step): Promise<StepResult> {
  const begun = performance.now();
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    const child = spawn(step.command, step.args, {
      cwd: step.cwd ?? root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        FORCE_COLOR: '0',
        NO_COLOR: '1',
        ...step.env,
        PATH: `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env.PATH ?? ''}`,
      },
    });
    if (child.pid) running.add(child.pid);
    let timedOut = false;
    const timer =
      step.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            endGroup(child.pid, 'SIGKILL');
          }, step.timeoutMs);
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      if (step.live) process.stdout.write(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const finish = (exitCode: number | null, problem = '') => {
      clearTimeout(timer);
      if (child.pid) running.delete(child.pid);
      const output = Buffer.concat(chunks).toString('utf8') + problem;
      const ms = performance.now() - begun;
      resolve({ name: step.name, ok: exitCode === 0, exitCode, timedOut, output, ms });
    };
    child.on('error', (error) => finish(null, error.message));
    child.on('close', (code) => finish(code));
  });
}

const notRun = (step: Step): StepResult => ({
  name: step.name,
  ok: false,
  exitCode: null,
  timedOut: false,
  output: `not run, because "${step.after}" failed`,
  ms: 0,
});

/** Runs steps side by side, at most `width` at a time, in their order as far as `after` allows. */
export async function runSteps(
  steps: Step[],
  width: number,
  onResult: (result: StepResult) => void,
): Promise<StepResult[]> {
  const results: StepResult[] = [];
  const waiting = [...steps];
  const active = new Set<Promise<void>>();
  const finish = (result: StepResult) => {
    results.push(result);
    onResult(result);
  };
  const before = (step: Step) => results.find((result) => result.name === step.after);
  while (waiting.length > 0 || active.size > 0) {
    const next = waiting.findIndex((step) => step.after === undefined || before(step));
    const [step] = next === -1 || active.size >= width ? [] : waiting.splice(next, 1);
    if (!step) {
      await Promise.race(active);
    } else if (before(step)?.ok === false) {
      finish(notRun(step));
    } else {
      const running: Promise<void> = runStep(step).then((result) => {
        active.delete(running);
        finish(result);
      });
      active.add(running);
    }
  }
  return results;
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
