import type { OutlineRow } from '@samspel/domain/workplan/outline';
import {
  dayAtMonth,
  monthOfDay,
  type PlanSpan,
  type PlanTime,
  periodSpan,
  spanOfItem,
} from '@samspel/domain/workplan/plan-time';
import type { WorkplanItem } from '@samspel/domain/workplan/workplan-sheet';

export const zooms = ['months', 'quarters', 'whole'] as const;
export type Zoom = (typeof zooms)[number];

/** How wide a month is, in rem; the whole project takes what room there is. */
export const monthRem: Record<Zoom, number | null> = { months: 5, quarters: 2, whole: null };

/** How many months the drawing is wide. */
export function widthInMonths(time: PlanTime): number {
  return periodSpan(time, time.periods).to;
}

export function percentOf(time: PlanTime, month: number): number {
  return (Math.min(Math.max(0, month), widthInMonths(time)) / widthInMonths(time)) * 100;
}

export interface Tick extends PlanSpan {
  /** The month's number in the project, from 1. */
  month: number;
  /** Its first day, once the project has a start. */
  day: string | null;
}

/** The marks under the periods: each month, each quarter, or as many as find room. */
export function ticksOf(time: PlanTime, zoom: Zoom): Tick[] {
  const width = widthInMonths(time);
  const sparse = Math.max(3, Math.ceil(width / 6 / 3) * 3);
  const step = { months: 1, quarters: 3, whole: sparse }[zoom];
  return Array.from({ length: Math.ceil(width / step) }, (_, index) => {
    const from = index * step;
    const day = dayAtMonth(time, from);
    return { from, to: Math.min(from + step, width), month: from + 1, day };
  });
}

/** Where an item is drawn: a stretch, or a point at its end or its day; null has no place yet. */
export type Drawn = { kind: 'bar'; span: PlanSpan } | { kind: 'point'; at: number };

export function drawnOf(
  { root, item }: Pick<OutlineRow, 'root' | 'item'>,
  time: PlanTime,
): Drawn | null {
  if (root === 'packages' || root === 'activities') {
    return { kind: 'bar', span: spanOfItem(item, time) };
  }
  if (root !== 'milestones') {
    return item.endPeriod === null ? null : { kind: 'point', at: spanOfItem(item, time).to };
  }
  const at = monthOfDay(time, item.dueDate);
  return at === null ? null : { kind: 'point', at };
}

/** An item as it would be with cells that are not written yet. */
export function withCells(row: OutlineRow, cells: Partial<WorkplanItem> | undefined): OutlineRow {
  return cells ? { ...row, item: { ...row.item, ...cells } } : row;
}
