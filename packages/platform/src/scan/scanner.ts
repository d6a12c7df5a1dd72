import type { Readable } from 'node:stream';
import type { ScannerSettings } from '../config.ts';
import { scanByClamd } from './clamd.ts';
import { scanByCommand } from './command.ts';

export type Verdict = 'clean' | 'infected';

export interface Scanner {
  /** Rejects when the scanner cannot tell; then the file is neither. */
  scan(content: Readable): Promise<Verdict>;
}

/** However large the file: a scanner that takes longer has lost its way. */
const TIMEOUT_MS = 60_000;

export function openScanner(settings: ScannerSettings, timeoutMs = TIMEOUT_MS): Scanner {
  const signal = () => AbortSignal.timeout(timeoutMs);
  if ('url' in settings) {
    return { scan: (content) => scanByClamd(settings.url, content, signal()) };
  }
  return { scan: (content) => scanByCommand(settings.command, content, signal()) };
}
