import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './step.ts';

const folder = path.join(root, '.artifacts', 'faults');

type Counts = Record<string, number>;

/** As tests/faults/support/report.ts writes them, one file for each test that counts. */
interface Figures {
  seed?: number;
  rounds?: { done: number; here: number; night: number };
  kills?: Counts;
  halts?: Counts;
  faults?: Counts;
  also?: Counts;
  acknowledged?: number;
  lost?: number;
  doubled?: number;
  probes?: number;
}

export function forgetFigures(): void {
  rmSync(folder, { recursive: true, force: true });
}

function read(): [string, Figures][] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted()
    .map((file) => [
      path.basename(file, '.json'),
      JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Figures,
    ]);
}

function sumOf(counts: readonly (Counts | undefined)[]): Counts {
  const sum: Counts = {};
  for (const each of counts) {
    for (const [key, value] of Object.entries(each ?? {})) sum[key] = (sum[key] ?? 0) + value;
  }
  return sum;
}

const number = (value: number) => value.toLocaleString('en').replaceAll(',', ' ');
const listed = (counts: Counts) =>
  Object.entries(counts)
    .map(([key, value]) => `${key} ${number(value)}`)
    .join(', ') || 'none';

/** What all tests that count have counted, added up; and how much more of it a night does. */
export function faultFigures(): string[] {
  const all = read();
  if (all.length === 0) return [];
  const figures = all.map(([, each]) => each);
  const total = (key: 'acknowledged' | 'lost' | 'doubled' | 'probes') =>
    figures.reduce((sum, each) => sum + (each[key] ?? 0), 0);
  // Times are not added up.
  const also = sumOf(figures.map((each) => each.also));
  const others = Object.fromEntries(Object.entries(also).filter(([key]) => !key.endsWith(', ms')));
  const seeds = figures.flatMap(({ seed }) => (seed === undefined ? [] : [seed]));
  const counted = all.flatMap(([name, { rounds }]) => (rounds ? [{ name, ...rounds }] : []));
  return [
    `FAULTS edits acknowledged ${number(total('acknowledged'))}, lost ${total('lost')}, doubled ${total('doubled')}; seen by newcomers ${total('probes')} times`,
    `FAULTS killed: ${listed(sumOf(figures.map(({ kills }) => kills)))}`,
    `FAULTS held still: ${listed(sumOf(figures.map(({ halts }) => halts)))}`,
    `FAULTS faults: ${listed(sumOf(figures.map(({ faults }) => faults)))}`,
    `FAULTS also: ${listed(others)}`,
    `FAULTS seeds tried ${seeds.length}: ${seeds.join(' ')}`,
    `FAULTS covered here: ${counted.map(({ name, done }) => `${name} ${number(done)}`).join(', ')}`,
    `FAULTS only --long: ${counted.map(({ name, night }) => `${name} ${number(night)}`).join(', ')}`,
  ];
}
