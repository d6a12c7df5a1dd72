import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { MachineDescription } from '../machine/describe.ts';
import type { Spread } from '../statistics/median.ts';
import type { SubjectId } from '../subjects/subject.ts';
import { subjects } from '../subjects/subjects.ts';
import type { Workload } from '../workloads/workload.ts';
import { workloads } from '../workloads/workloads.ts';
import { beginResult, type Results, type WorkloadResult } from './results.ts';

/** A workload as it was measured last with all servers: the run it comes from may have held others. */
export interface Section {
  date: string;
  repetitions: number;
  machine: MachineDescription;
  result: WorkloadResult;
}

/** What is kept of it in a file of its own; the words around the figures are the program's. */
interface KeptSection extends Omit<Section, 'result'> {
  notes: Record<string, string>;
  servers: Partial<Record<SubjectId, { failures: string[]; figures: Record<string, Kept> }>>;
}

type Kept = Omit<Spread, 'values'>;

const keptIn = path.join(import.meta.dirname, '../results');
const fileOf = (folder: string, id: string) => path.join(folder, `${id}.json`);

/** Each workload of these results takes the place of what was found before. */
export function keepSections(results: Results, folder = keptIn): void {
  const { date, repetitions, machine, workloads: found } = results;
  mkdirSync(folder, { recursive: true });
  for (const { id, notes, subjects: servers } of found) {
    const once = workloads.find((workload) => workload.id === id)?.once;
    const times = once ? 1 : repetitions;
    const kept: KeptSection = { date, repetitions: times, machine, notes, servers: {} };
    for (const { id: server, failures, figures } of servers) {
      const spreads = Object.entries(figures).map(([key, spread]) => [key, rounded(spread)]);
      kept.servers[server] = { failures, figures: Object.fromEntries(spreads) };
    }
    writeFileSync(fileOf(folder, id), `${JSON.stringify(kept, null, 1)}\n`);
  }
}

const rounded = ({ median, least, most }: Spread): Kept => ({
  median: digits(median),
  least: digits(least),
  most: digits(most),
});

const digits = (value: number) => Number(value.toPrecision(5));

/** In the order of the workloads; what was never measured is left out. */
export function readSections(folder = keptIn): Section[] {
  return workloads.flatMap((workload) => {
    const kept = readKept(folder, workload.id);
    return kept ? [sectionOf(workload, kept)] : [];
  });
}

function readKept(folder: string, id: string): KeptSection | null {
  try {
    return JSON.parse(readFileSync(fileOf(folder, id), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function sectionOf(workload: Workload, kept: KeptSection): Section {
  const { date, repetitions, machine, notes, servers } = kept;
  const result = { ...beginResult(workload), notes };
  for (const { id, label } of subjects) {
    const server = servers[id];
    if (!server) continue;
    const spreads = Object.entries(server.figures).map(([key, spread]) => [
      key,
      { ...spread, values: [] },
    ]);
    const figures = Object.fromEntries(spreads) as Record<string, Spread>;
    result.subjects.push({ id, label, figures, failures: server.failures });
  }
  return { date, repetitions, machine, result };
}
