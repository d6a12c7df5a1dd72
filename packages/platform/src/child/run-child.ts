import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

export interface ChildLimits {
  timeoutMs: number;
  /** Resident memory; watched where the system tells (Linux), the heap is bounded everywhere. */
  memoryBytes: number;
  heapMegabytes: number;
  outputBytes: number;
}

export type ChildEnd = 'time' | 'memory' | 'output' | 'failed';

/** Why a child gave no answer; `complaint` is what it wrote to its error output. */
export class ChildFailed extends Error {
  readonly why: ChildEnd;
  readonly complaint: string;

  constructor(why: ChildEnd, complaint: string) {
    super(`the child ended (${why}): ${complaint.slice(0, 1000)}`);
    this.why = why;
    this.complaint = complaint;
  }
}

/**
 * Runs a file of ours in a process of its own over what others sent: it gets the input, no environment
 * and so no secret, and is killed when it takes too much, or when nobody waits for it any more (`gone`).
 * Answers what it wrote to its output.
 */
export function runChild(
  file: string,
  input: string | Uint8Array,
  limits: ChildLimits,
  flags: readonly string[] = [],
  gone?: AbortSignal,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gone?.throwIfAborted();
    const heap = `--max-old-space-size=${limits.heapMegabytes}`;
    const child = spawn(process.execPath, [heap, ...flags, file], {
      env: {},
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    let size = 0;
    let complaint = '';
    let ended: ChildEnd | null = null;
    const kill = (why: ChildEnd) => {
      ended ??= why;
      child.kill('SIGKILL');
    };
    const leave = () => child.kill('SIGKILL');
    gone?.addEventListener('abort', leave);
    const timer = setTimeout(() => kill('time'), limits.timeoutMs);
    const watch = setInterval(() => {
      void residentBytes(child.pid).then((bytes) => {
        if (bytes > limits.memoryBytes) kill('memory');
      });
    }, 100);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limits.outputBytes) kill('output');
      else output.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (complaint.length < 4000) complaint += chunk.toString('utf8');
    });
    child.on('error', (error) => {
      complaint ||= error.message;
      kill('failed');
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      clearInterval(watch);
      gone?.removeEventListener('abort', leave);
      if (gone?.aborted) reject(gone.reason);
      else if (code === 0 && !ended) resolve(Buffer.concat(output));
      else reject(new ChildFailed(ended ?? endOf(code, signal, complaint), complaint));
    });
    // The child may be gone before it has read everything; 'close' tells why.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** A heap that is full aborts; a killer that is not ours is the system's, for want of memory. */
function endOf(code: number | null, signal: string | null, complaint: string): ChildEnd {
  const full = signal === 'SIGABRT' || code === 134 || /heap out of memory/.test(complaint);
  return full || signal === 'SIGKILL' ? 'memory' : 'failed';
}

// Only Linux tells; elsewhere heap and time are bounded.
async function residentBytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return Number(status.split(' ')[1] ?? 0) * 4096;
}
