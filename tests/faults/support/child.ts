import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach } from 'vitest';

export interface Child {
  /** Resolves when the child has printed `ready`. */
  ready: Promise<void>;
  /** Resolves when it has printed the word. */
  said(word: string): Promise<void>;
  exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(signal?: NodeJS.Signals): void;
  /** What it wrote to stderr. */
  log(): string;
}

const running = new Set<ChildProcess>();
afterEach(async () => {
  // What still dies would write into the next test.
  const gone = [...running].map((child) => once(child, 'exit'));
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(gone);
});

/** A real process of its own, started from source; killed at the end of the test at the latest. */
export function startChild(file: string, env: Record<string, string | undefined>): Child {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../children', file)], {
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let log = '';
  child.stderr.on('data', (data: Buffer) => {
    log += data.toString();
  });
  const exit = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  let printed = '';
  child.stdout.on('data', (data: Buffer) => {
    printed += data.toString();
  });
  const said = (word: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => printed.includes(word) && resolve();
      child.stdout.on('data', look);
      look();
      void exit.then(({ code, signal }) =>
        reject(new Error(`${file} ended before it said ${word} (${code ?? signal}):\n${log}`)),
      );
    });
  const ready = said('ready');
  // A child may be killed before anybody waits for it.
  ready.catch(() => {});
  return { ready, said, exit, kill: (signal = 'SIGKILL') => child.kill(signal), log: () => log };
}
