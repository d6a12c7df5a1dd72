import { execFile } from 'node:child_process';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const child = fileURLToPath(new URL('./kind-child.ts', import.meta.url));
const limits = { timeout: 30_000, killSignal: 'SIGKILL', maxBuffer: 1000 } as const;
const run = promisify(execFile);

/**
 * What a file is by its content, as the usual ending of its name ('pdf', 'docx'); null when it cannot be
 * told. Looked at in a process that ends after 30 seconds or 256 MB, and then it cannot be told either.
 */
export async function kindOfFile(content: Readable): Promise<string | null> {
  const running = run(process.execPath, ['--max-old-space-size=256', child], {
    ...limits,
    // No secret of ours is within its reach.
    env: {},
  });
  const told = running.then(
    ({ stdout }) => stdout || null,
    () => null,
  );
  const { stdin } = running.child;
  if (!stdin) throw new Error('a process without input');
  // The reader may end before it has read everything.
  await pipeline(content, stdin).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
  return told;
}
