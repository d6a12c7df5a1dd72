import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const repository = path.resolve(import.meta.dirname, '../..');

export interface Answer {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  input?: string;
  env?: Record<string, string>;
  nodeOptions?: string[];
}

export const program = ['tools/run.mjs', 'apps/samspel/src/samspel.ts'];

// The operator's own settings must not reach the tests' installations.
export function cleanEnvironment(env: Record<string, string> = {}): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(
    ([name]) => !/^(SAMSPEL_|DATABASE_URL|REDIS_URL|SMTP_URL|PORT$|HOST$|VITEST|NODE_)/.test(name),
  );
  return { ...Object.fromEntries(ours), SAMSPEL_DATA: '/nowhere', ...env };
}

/** Runs a command as an operator does, to its end. */
export function samspel(args: string[], options: RunOptions = {}): Promise<Answer> {
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), ...program, ...args], {
    cwd: repository,
    env: cleanEnvironment(options.env),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const answer: Answer = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    answer.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    answer.stderr += chunk.toString();
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ ...answer, code }));
  });
}

/** An empty data folder, and how to remove it with the database that lives elsewhere for root. */
export function dataFolder(): { folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'samspel-operations-'));
  return {
    folder,
    remove: () => {
      const file = path.join(folder, 'database.json');
      if (existsSync(file)) {
        const { elsewhere } = JSON.parse(readFileSync(file, 'utf8')) as { elsewhere?: string };
        if (elsewhere) rmSync(elsewhere, { recursive: true, force: true });
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
