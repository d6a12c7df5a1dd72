import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../../../.artifacts/faults');

/** What one test has counted. Figures of the same name are added up over all tests of a run. */
export interface Figures {
  seed?: number;
  /** How often it was done; what a run of continuous integration and a night do. */
  rounds?: { done: number; here: number; night: number };
  written?: number;
  acknowledged?: number;
  lost?: number;
  doubled?: number;
  probes?: number;
  /** By target. */
  kills?: Record<string, number>;
  /** SIGSTOP, by target. */
  halts?: Record<string, number>;
  faults?: Record<string, number>;
  /** What only this test knows, to be added up with others of the name. */
  also?: Record<string, number>;
  /** What is not added up: times, sizes. */
  measured?: Record<string, number>;
}

/** What a run has counted, for whoever reads the log and for the sums at its end. */
export function report(name: string, figures: Figures): void {
  process.stdout.write(`FAULTS ${name}: ${JSON.stringify(figures)}\n`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(figures, null, 2)}\n`);
}
