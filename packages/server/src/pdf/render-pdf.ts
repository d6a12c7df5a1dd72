import { fileURLToPath } from 'node:url';
import { type ChildEnd, ChildFailed, runChild } from '@samspel/platform/child/run-child';
import { openSlots } from '@samspel/platform/child/slots';
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
const slots = openSlots(2);

const ends: Record<ChildEnd, string> = {
  time: 'took too long',
  memory: 'took too much memory',
  output: 'grew too large',
  failed: 'failed',
};

/**
 * Prints a document as PDF/UA in a process of its own, so that no text can block or exhaust this one.
 * The same document gives the same bytes. Throws PdfFailed when it fails or takes
 * too much, PdfBusy when more wait than `limit` says.
 */
export async function renderPdf(
  document: PrintDocument,
  limit: RenderLimits = limits,
): Promise<Buffer> {
  if (slots.waiting >= limit.queueMax) throw new PdfBusy('too many documents are printed');
  try {
    const input = JSON.stringify(document);
    return await slots.run(() => runChild(child, input, { ...limit, heapMegabytes: 256 }));
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    const complaint = error.why === 'failed' ? `: ${error.complaint.slice(0, 1000)}` : '';
    throw new PdfFailed(`the PDF ${ends[error.why]}${complaint}`);
  }
}
