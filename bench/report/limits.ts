import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Results, spreadIn } from './results.ts';

/** What Samspel reached on one machine in `--check`'s short runs: a net under later changes. */
export interface RecordedLimits {
  machine: string;
  date: string;
  commit: string;
  /** `workload.figure`: the median. */
  limits: Record<string, number>;
}

/** Beyond it nobody can blame the machine. */
export const tolerance = 3;

export const watched: readonly string[] = [
  ...['typing.p50', 'typing.p99', 'typing.hubMicros', 'typing.allMicros'],
  ...['saturation.most', 'saturation.hubPerCpu'],
  ...['big-room.perCpu', 'big-room.p99'],
  ...['cold-open.first', 'cold-open.received'],
  'many-documents.perRoom',
  ...['budget-grid.p99', 'budget-grid.hubMicros'],
  ...['crash.lostSaved', 'crash.lostShownEdits'],
  ...['reconnect-storm.p99', 'reconnect-storm.cpuMs'],
  ...['two-hubs.fewRatio', 'two-hubs.manyRatio'],
  // Not how long the loop was held up: what else runs decides that.
  'steady.heapMb',
];

const file = path.join(import.meta.dirname, '../limits.json');

export function readLimits(): RecordedLimits {
  return JSON.parse(readFileSync(file, 'utf8'));
}

export function recordLimits(results: Results): void {
  const limits: Record<string, number> = {};
  for (const name of watched) {
    const value = found(results, name)?.median;
    if (value !== undefined) limits[name] = Number(value.toPrecision(4));
  }
  const { machine, date } = results;
  const recorded: RecordedLimits = { machine: machine.name, date, commit: machine.commit, limits };
  writeFileSync(file, `${JSON.stringify(recorded, null, 2)}\n`);
}

/** One line for each figure that is beyond the tolerance, or that is missing. */
export function beyondLimits(
  results: Pick<Results, 'workloads'>,
  { limits }: Pick<RecordedLimits, 'limits'>,
): string[] {
  return Object.entries(limits).flatMap(([name, limit]) => {
    const value = found(results, name)?.median;
    if (value === undefined) return [`${name}: not measured`];
    const [workload, key] = name.split('.');
    const { figures } = results.workloads.find(({ id }) => id === workload)!;
    const less = figures.find((figure) => figure.key === key)?.better === 'less';
    const beyond = less ? value > limit * tolerance : value < limit / tolerance;
    return beyond ? [`${name}: ${value.toPrecision(4)}, recorded ${limit}`] : [];
  });
}

function found(results: Pick<Results, 'workloads'>, name: string) {
  const [workload, figure] = name.split('.');
  return spreadIn(results, workload!, 'ours', figure!);
}
