import type { MachineDescription } from '../machine/describe.ts';
import { type Spread, spreadOf } from '../statistics/median.ts';
import type { SubjectId } from '../subjects/subject.ts';
import type { Figure, Figures, Workload } from '../workloads/workload.ts';

/** Everything of one benchmark: what is printed is made from it, and from nothing else. */
export interface Results {
  date: string;
  mode: 'full' | 'quick' | 'check';
  repetitions: number;
  machine: MachineDescription;
  workloads: WorkloadResult[];
}

export interface WorkloadResult {
  id: string;
  title: string;
  does: string;
  notes: Record<string, string>;
  figures: readonly Figure[];
  subjects: SubjectResult[];
}

export interface SubjectResult {
  id: SubjectId;
  label: string;
  figures: Record<string, Spread>;
  /** Why there are fewer repetitions than there should be. */
  failures: string[];
}

export const reference: SubjectId = 'hocuspocus-postgres';
/** What a team could run instead: the relay keeps nothing and is there as the limit. */
export const peers: readonly SubjectId[] = ['hocuspocus-postgres', 'hocuspocus', 'y-websocket'];

export function beginResult({ id, title, does, figures }: Workload): WorkloadResult {
  return { id, title, does, figures, notes: {}, subjects: [] };
}

export function summarize(
  { figures }: Workload,
  subject: { id: SubjectId; label: string },
  repetitions: readonly Figures[],
  failures: string[],
): SubjectResult {
  const found: Record<string, Spread> = {};
  for (const { key } of figures) {
    const values = repetitions.map((one) => one[key]).filter((value) => value !== undefined);
    const numbers = values.filter((value) => !Number.isNaN(value));
    if (numbers.length > 0) found[key] = spreadOf(numbers);
  }
  return { id: subject.id, label: subject.label, figures: found, failures };
}

/** The median; undefined where it was not measured. */
export function medianOf(
  results: Pick<Results, 'workloads'>,
  workload: string,
  subject: SubjectId,
  figure: string,
): number | undefined {
  return spreadIn(results, workload, subject, figure)?.median;
}

export function spreadIn(
  { workloads }: Pick<Results, 'workloads'>,
  workload: string,
  subject: SubjectId,
  figure: string,
): Spread | undefined {
  const found = workloads.find(({ id }) => id === workload);
  return found?.subjects.find(({ id }) => id === subject)?.figures[figure];
}
