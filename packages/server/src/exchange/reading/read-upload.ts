import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DomainError } from '@samspel/domain/errors';
import type { ImportedFile, ImportFault } from '@samspel/domain/exchange/imported-file';
import {
  type ChildEnd,
  ChildFailed,
  type ChildLimits,
  runChild,
} from '@samspel/platform/child/run-child';
import { openSlots } from '@samspel/platform/child/slots';

export type UploadReading = { file: ImportedFile } | { fault: ImportFault };

const limits: ChildLimits = {
  timeoutMs: 10_000,
  memoryBytes: 600_000_000,
  heapMegabytes: 256,
  outputBytes: 30_000_000,
};

const child = fileURLToPath(new URL('./reading-child.ts', import.meta.url));
const WAITING_MAX = 10;

/** Two at a time: reading must not starve the process that asked for it. */
const slots = openSlots(2);

const faults: Record<ChildEnd, ImportFault> = {
  time: 'took_too_long',
  memory: 'took_too_much',
  output: 'too_many_cells',
  failed: 'damaged',
};

/**
 * Reads what somebody sent in a process of its own, which is killed when the file makes it take too much,
 * or when its sender is gone.
 */
export async function readUpload(
  bytes: Uint8Array,
  limit: ChildLimits = limits,
  gone?: AbortSignal,
): Promise<UploadReading> {
  if (slots.waiting >= WAITING_MAX) throw new DomainError('rate_limited', 'reading_is_busy');
  try {
    const output = await slots.run(() => runChild(child, bytes, limit, confined(), gone));
    return JSON.parse(output.toString('utf8')) as UploadReading;
  } catch (error) {
    if (error instanceof ChildFailed) return { fault: faults[error.why] };
    throw error;
  }
}

/** The child may read the code it is made of: no other file, nothing to write, no process, no worker. */
function confined(): string[] {
  const library = fileURLToPath(import.meta.resolve('saxes'));
  const libraries = `${library.slice(0, library.indexOf('node_modules'))}node_modules`;
  const packages = path.resolve(path.dirname(child), '../../../..');
  return ['--permission', ...[packages, libraries].map((folder) => `--allow-fs-read=${folder}`)];
}
