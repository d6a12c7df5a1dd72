import { projectPeriods } from '../budget/timeline.ts';
import type { CallDefinition } from '../call/call.ts';
import { dayOf, lastDayOf, nextDay } from '../time/day.ts';
import type { WorkplanItem, WorkplanRoot } from './workplan-sheet.ts';

/** The project's time, in months from its first day. */
export interface PlanTime {
  /** YYYY-MM-DD; null while it is not decided: months are then only counted. */
  start: string | null;
  months: number;
  periods: number;
  lengthMonths: number;
}

/** A stretch of the project, in months from its first day. */
export interface PlanSpan {
  from: number;
  to: number;
}

export function planTimeOf(
  call: Pick<CallDefinition, 'periods'>,
  project: { startDate: string | null; months: number | null },
): PlanTime {
  const { lengthMonths, max } = call.periods;
  const start = project.startDate && dayOf(project.startDate) !== null ? project.startDate : null;
  const periods = projectPeriods(call, project.months);
  return { start, months: project.months ?? lengthMonths * max, periods, lengthMonths };
}

/** When a period begins and ends; the last one ends with the project. */
export function periodSpan({ months, periods, lengthMonths }: PlanTime, period: number): PlanSpan {
  const from = (period - 1) * lengthMonths;
  const to = period >= periods ? Math.max(months, from + 1) : period * lengthMonths;
  return { from, to };
}

/** The periods that an item takes, kept within the project; without any it takes all of it. */
export function periodsOfItem(
  { startPeriod, endPeriod }: Pick<WorkplanItem, 'startPeriod' | 'endPeriod'>,
  { periods }: PlanTime,
): { from: number; to: number } {
  const within = (period: number) => Math.min(Math.max(1, period), periods);
  const from = within(startPeriod ?? 1);
  return { from, to: Math.max(from, within(endPeriod ?? periods)) };
}

export function spanOfItem(item: WorkplanItem, time: PlanTime): PlanSpan {
  const { from, to } = periodsOfItem(item, time);
  return { from: periodSpan(time, from).from, to: periodSpan(time, to).to };
}

/** Whether something is under way, or due, in a period. */
export function takesPeriod(
  { root, item }: { root: WorkplanRoot; item: WorkplanItem },
  period: number,
  time: PlanTime,
): boolean {
  if (root === 'milestones') {
    const at = monthOfDay(time, item.dueDate);
    const { from, to } = periodSpan(time, period);
    return at !== null && at >= from && at < to;
  }
  const { from, to } = periodsOfItem(item, time);
  if (root === 'packages' || root === 'activities') return period >= from && period <= to;
  return item.endPeriod !== null && period === to;
}

/** The first day of a month of the project, counted from 0; null without a start. */
export function dayAtMonth({ start }: PlanTime, month: number): string | null {
  if (start === null || month < 1) return start;
  const last = lastDayOf(start, month);
  return last && nextDay(last);
}

/** The last day of a span, as people say when something ends. */
export function lastDayOfSpan({ start }: PlanTime, { to }: PlanSpan): string | null {
  return start && lastDayOf(start, to);
}

/** Where a day lies, in months from the project's first day; null for no day and without a start. */
export function monthOfDay(time: PlanTime, text: string | undefined): number | null {
  const day = dayOf(text ?? '');
  const first = dayOf(time.start ?? '');
  if (day === null || first === null) return null;
  let month = Math.floor((day - first) / 30.436875);
  while (month > 0 && at(time, month) > day) month--;
  while (month >= 0 && at(time, month + 1) <= day) month++;
  if (month < 0) return (day - first) / 30.436875;
  const begin = at(time, month);
  return month + (day - begin) / (at(time, month + 1) - begin);
}

function at(time: PlanTime, month: number): number {
  return dayOf(dayAtMonth(time, month) ?? '') ?? Number.POSITIVE_INFINITY;
}
