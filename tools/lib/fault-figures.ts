import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './step.ts';

const folder = path.join(root, '.artifacts', 'faults');

export type Counts = Record<string, number>;

/** As tests/faults/support/report.ts writes them, one file for each test that counts. */
export interface Figures {
  seed?: number;
  rounds?: { done: number; here: number; night: number };
  kills?: Counts;
  halts?: Counts;
  faults?: Counts;
  also?: Counts;
  measured?: Counts;
  acknowledged?: number;
  lost?: number;
  doubled?: number;
  probes?: number;
}

/** By the name of the test. */
export type AllFigures = [string, Figures][];

export function forgetFigures(): void {
  rmSync(folder, { recursive: true, force: true });
}

export function readFigures(): AllFigures {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => [
      path.basename(file, '.json'),
      JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Figures,
    ]);
}

export function sumOf(counts: readonly (Counts | undefined)[]): Counts {
  const sum: Counts = {};
  for (const each of counts) {
    for (const [key, value] of Object.entries(each ?? {})) sum[key] = (sum[key] ?? 0) + value;
  }
  return sum;
}

type Total = 'acknowledged' | 'lost' | 'doubled' | 'probes';

export const totalOf = (all: AllFigures, key: Total): number =>
  all.reduce((sum, [, figures]) => sum + (figures[key] ?? 0), 0);

export const number = (value: number) => value.toLocaleString('en').replaceAll(',', ' ');
const listed = (counts: Counts) =>
  Object.entries(counts)
    .map(([key, value]) => `${key} ${number(value)}`)
    .join(', ') || 'none';

/** What all tests that count have counted, added up; and how much more of it a night does. */
export function faultFigures(): string[] {
  const all = readFigures();
  if (all.length === 0) return [];
  const figures = all.map(([, each]) => each);
  const seeds = figures.flatMap(({ seed }) => (seed === undefined ? [] : [seed]));
  const counted = all.flatMap(([name, { rounds }]) => (rounds ? [{ name, ...rounds }] : []));
  const measured = all.flatMap(([name, { measured: each }]) =>
    Object.entries(each ?? {}).map(([key, value]) => `${name} ${key} ${number(value)}`),
  );
  return [
    `FAULTS edits acknowledged ${number(totalOf(all, 'acknowledged'))}, lost ${totalOf(all, 'lost')}, doubled ${totalOf(all, 'doubled')}; seen by newcomers ${totalOf(all, 'probes')} times`,
    `FAULTS killed: ${listed(sumOf(figures.map(({ kills }) => kills)))}`,
    `FAULTS held still: ${listed(sumOf(figures.map(({ halts }) => halts)))}`,
    `FAULTS faults: ${listed(sumOf(figures.map(({ faults }) => faults)))}`,
    `FAULTS also: ${listed(sumOf(figures.map(({ also }) => also)))}`,
    `FAULTS measured: ${measured.join(', ') || 'nothing'}`,
    `FAULTS seeds tried ${seeds.length}: ${seeds.join(' ')}`,
    `FAULTS covered here: ${counted.map(({ name, done }) => `${name} ${number(done)}`).join(', ')}`,
    `FAULTS only --long: ${counted.map(({ name, night }) => `${name} ${number(night)}`).join(', ')}`,
  ];
}
