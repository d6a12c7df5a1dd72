import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { PrintDocument } from './print-model.ts';

export class PdfFailed extends Error {}

/** Too many wait already. */
export class PdfBusy extends Error {}

export interface RenderLimits {
  timeoutMs: number;
  memoryBytes: number;
  outputBytes: number;
  /** How many may wait before this one; a receipt waits behind however many there are. */
  queueMax: number;
}

const limits: RenderLimits = {
  timeoutMs: 30_000,
  memoryBytes: 1_000_000_000,
  outputBytes: 50_000_000,
  queueMax: 10,
};
const child = fileURLToPath(new URL('./render-child.ts', import.meta.url));

/** Two at a time: printing must not starve the process that asked for it. */
const slots = { free: 2, waiting: [] as (() => void)[] };

/**
 * Prints a document as PDF/UA in a process of its own, so that no text can block or exhaust this one.
 * The same document gives the same bytes. Throws PdfFailed when it fails or takes
 * too much, PdfBusy when more wait than `limit` says.
 */
export async function renderPdf(
  document: PrintDocument,
  limit: RenderLimits = limits,
): Promise<Buffer> {
  if (slots.waiting.length >= limit.queueMax) throw new PdfBusy('too many documents are printed');
  await takeSlot();
  try {
    return await runChild(JSON.stringify(document), limit);
  } finally {
    freeSlot();
  }
}

function takeSlot(): Promise<void> {
  if (slots.free > 0) {
    slots.free -= 1;
    return Promise.resolve();
  }
  return new Promise((resolve) => slots.waiting.push(resolve));
}

function freeSlot(): void {
  const next = slots.waiting.shift();
  if (next) next();
  else slots.free += 1;
}

function runChild(input: string, limit: RenderLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // An empty environment: the child gets no secret to lose.
    const process_ = spawn(process.execPath, ['--max-old-space-size=256', child], {
      env: {},
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    let size = 0;
    let complaint = '';
    let killedFor = '';
    const kill = (why: string) => {
      killedFor ||= why;
      process_.kill('SIGKILL');
    };
    const timer = setTimeout(() => kill('took too long'), limit.timeoutMs);
    const watch = setInterval(() => {
      void residentBytes(process_.pid).then((bytes) => {
        if (bytes > limit.memoryBytes) kill('took too much memory');
      });
    }, 200);
    process_.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit.outputBytes) kill('grew too large');
      else output.push(chunk);
    });
    process_.stderr.on('data', (chunk: Buffer) => {
      if (complaint.length < 4000) complaint += chunk.toString('utf8');
    });
    process_.on('error', (error) => kill(error.message));
    process_.on('close', (code) => {
      clearTimeout(timer);
      clearInterval(watch);
      if (code === 0 && !killedFor) resolve(Buffer.concat(output));
      else reject(new PdfFailed(`the PDF ${killedFor || `failed: ${complaint.slice(0, 1000)}`}`));
    });
    // The child may be gone before it has read everything; 'close' tells why.
    process_.stdin.on('error', () => {});
    process_.stdin.end(input);
  });
}

// Only Linux tells; elsewhere the time limit alone protects.
async function residentBytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return Number(status.split(' ')[1] ?? 0) * 4096;
}
