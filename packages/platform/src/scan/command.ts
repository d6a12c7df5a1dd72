import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Verdict } from './scanner.ts';

/** A command that reads the file from its input and ends with 0 (clean) or 1 (infected), as ClamAV's do. */
export async function scanByCommand(
  command: string,
  content: Readable,
  signal: AbortSignal,
): Promise<Verdict> {
  // Words, not a shell: nothing of a file's name or content is ever read as a command.
  const [program = '', ...words] = command.split(/\s+/).filter(Boolean);
  const child = spawn(program, words, {
    stdio: ['pipe', 'ignore', 'ignore'],
    signal,
    killSignal: 'SIGKILL',
    env: { PATH: process.env.PATH },
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  let failure: Error | undefined;
  content.once('error', (error) => {
    failure = error;
  });
  // Its end tells; one that has seen enough may close its input before that.
  await Promise.allSettled([pipeline(content, child.stdin), ended]);
  const [code] = await ended;
  // Half a file is never clean.
  if (failure) throw failure;
  if (code === 0) return 'clean';
  if (code === 1) return 'infected';
  throw new Error(`the virus scanner ended with ${code ?? 'a signal'}`);
}
