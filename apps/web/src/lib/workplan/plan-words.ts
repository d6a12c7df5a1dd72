import {
  dayAtMonth,
  lastDayOfSpan,
  type PlanTime,
  periodSpan,
} from '@samspel/domain/workplan/plan-time';
import type { WorkplanItem, WorkplanRoot } from '@samspel/domain/workplan/workplan-sheet';
import { formatDate } from '#lib/kit/format.ts';
import { language } from '#lib/kit/i18n.svelte.ts';
import { m } from '#lib/paraglide/messages.js';
import type { FieldKind } from './item-fields.ts';

export const kindWords: Record<WorkplanRoot, () => string> = {
  packages: m.workplan_package,
  activities: m.workplan_activity,
  deliverables: m.workplan_deliverable,
  milestones: m.workplan_milestone,
  indicators: m.workplan_indicator,
};

export type Inner = Exclude<WorkplanRoot, 'packages'>;

export const groupWords: Record<Inner, () => string> = {
  activities: m.workplan_activities,
  deliverables: m.workplan_deliverables,
  milestones: m.workplan_milestones,
  indicators: m.workplan_indicators,
};

export const addWords: Record<WorkplanRoot, () => string> = {
  packages: m.workplan_add_package,
  activities: m.workplan_add_activity,
  deliverables: m.workplan_add_deliverable,
  milestones: m.workplan_add_milestone,
  indicators: m.workplan_add_indicator,
};

/** "1.2 Pilots"; what has no title yet says so. */
export function namedItem(number: string | undefined, item: Pick<WorkplanItem, 'title'>): string {
  return [number, item.title || m.workplan_unnamed()].filter(Boolean).join(' ');
}

/** "Mar 2027" of a day. */
export function monthText(day: string): string {
  return new Intl.DateTimeFormat(language.tag, {
    ...{ month: 'short', year: 'numeric', timeZone: 'UTC' },
  }).format(new Date(`${day}T12:00:00Z`));
}

export function monthName(day: string): string {
  return new Intl.DateTimeFormat(language.tag, { month: 'short', timeZone: 'UTC' }).format(
    new Date(`${day}T12:00:00Z`),
  );
}

export function dayWords(day: string): string {
  const known = /^\d{4}-\d{2}-\d{2}$/.test(day);
  return known ? formatDate(`${day}T12:00:00Z`) : day;
}

/** "2 · Sep 2027": a period by the month in which it begins, or ends. */
export function periodWords(time: PlanTime, period: number, kind: FieldKind): string {
  const span = periodSpan(time, period);
  const day = kind === 'from' ? dayAtMonth(time, span.from) : lastDayOfSpan(time, span);
  return day ? `${period} · ${monthText(day)}` : String(period);
}
