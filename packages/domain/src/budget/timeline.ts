import type { CallDefinition } from '../call/call.ts';
import { periodsOf } from './period-split.ts';

export interface PeriodRange {
  from: number;
  to: number;
}

/** The project's reporting periods, and which of them each work package takes. */
export interface Timeline {
  periods: number;
  lengthMonths: number;
  packages: ReadonlyMap<string, PeriodRange>;
}

export const onePeriod: Timeline = { periods: 1, lengthMonths: 12, packages: new Map() };

interface PlannedPackage {
  id: string;
  startPeriod: number | null;
  endPeriod: number | null;
}

/** How many periods a project of so many months has under a call; undecided is the longest. */
export function projectPeriods(
  { periods }: Pick<CallDefinition, 'periods'>,
  months: number | null,
): number {
  const longest = periods.lengthMonths * periods.max;
  return Math.min(periodsOf(Math.max(1, months ?? longest), periods.lengthMonths), periods.max);
}

/** The timeline of a project; a package without periods of its own takes the whole project. */
export function timelineOf(
  call: Pick<CallDefinition, 'periods'>,
  months: number | null,
  packages: readonly PlannedPackage[] = [],
): Timeline {
  const periods = projectPeriods(call, months);
  const ranges = packages.map(({ id, startPeriod, endPeriod }): [string, PeriodRange] => {
    const from = startPeriod ?? 1;
    const to = Math.min(endPeriod ?? periods, periods);
    return [id, from >= 1 && from <= to ? { from, to } : { from: 1, to: periods }];
  });
  return { periods, lengthMonths: call.periods.lengthMonths, packages: new Map(ranges) };
}

/** The periods over which a line is spread: its own, its package's, or all of them. */
export function rangeOf(
  timeline: Timeline,
  line: { period?: number | null; workPackage?: string | null },
): PeriodRange {
  const last = timeline.periods;
  if (line.period) return { from: Math.min(line.period, last), to: Math.min(line.period, last) };
  const planned = line.workPackage ? timeline.packages.get(line.workPackage) : undefined;
  return planned ?? { from: 1, to: last };
}
