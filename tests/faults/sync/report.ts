import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../../../.artifacts/faults');

/** What a run has counted, for whoever reads the log and for those who keep figures. */
export function report(name: string, figures: Record<string, number | string>): void {
  const line = Object.entries(figures).map(([key, value]) => `${key} ${value}`);
  process.stdout.write(`FAULTS ${name}: ${line.join(', ')}\n`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(figures, null, 2)}\n`);
}
