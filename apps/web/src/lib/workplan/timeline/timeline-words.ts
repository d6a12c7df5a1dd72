import type { OutlineRow } from '@samspel/domain/workplan/outline';
import {
  dayAtMonth,
  lastDayOfSpan,
  type PlanTime,
  periodsOfItem,
  spanOfItem,
} from '@samspel/domain/workplan/plan-time';
import { m } from '#lib/paraglide/messages.js';
import { dayWords, monthText } from '../plan-words.ts';

/** The same in brief, beside a drawing that shows the months. */
export function shortWhen(row: OutlineRow, time: PlanTime): string {
  const { root, item } = row;
  if (root === 'milestones') return whenWords(row, time);
  const { from, to } = periodsOfItem(item, time);
  if (root === 'packages' || root === 'activities') return periodWords(from, to);
  return item.endPeriod === null ? m.workplan_no_day() : m.workplan_by_period({ period: to });
}

function periodWords(from: number, to: number): string {
  return from === to ? m.workplan_one_period({ from }) : m.workplan_periods({ from, to });
}

/** When something is, in words: its periods with their months, or its day. */
export function whenWords({ root, item }: OutlineRow, time: PlanTime): string {
  if (root === 'milestones') return item.dueDate ? dayWords(item.dueDate) : m.workplan_no_day();
  const span = spanOfItem(item, time);
  const last = lastDayOfSpan(time, span);
  if (root === 'deliverables' || root === 'indicators') {
    if (item.endPeriod === null) return m.workplan_no_day();
    const period = m.workplan_by_period({ period: item.endPeriod });
    return last ? `${period}, ${monthText(last)}` : period;
  }
  const { from, to } = periodsOfItem(item, time);
  const periods = periodWords(from, to);
  const first = dayAtMonth(time, span.from);
  return first && last ? `${periods}, ${monthText(first)} – ${monthText(last)}` : periods;
}
