import { dayOf, dayText } from '../time/day.ts';
import { outlineOf } from './outline.ts';
import { type PlanTime, periodsOfItem } from './plan-time.ts';
import type { WorkplanItem, WorkplanRoot, WorkplanSheet } from './workplan-sheet.ts';

/** What moving something writes: whole cells, all in one step. */
export interface PlanChange {
  root: WorkplanRoot;
  itemId: string;
  cells: Partial<Pick<WorkplanItem, 'startPeriod' | 'endPeriod' | 'dueDate'>>;
}

/** A package takes along what lies in it; deliverables and indicators have an end alone. */
const ranged: readonly WorkplanRoot[] = ['packages', 'activities'];

/**
 * Moves an item by whole periods, and with a package or an activity what lies in it. Nothing leaves
 * the project: the step is shortened until all of it stays within. Milestones keep their days, which
 * are promises of their own.
 */
export function moveByPeriods(
  plan: WorkplanSheet,
  itemId: string,
  by: number,
  time: PlanTime,
): PlanChange[] {
  // What has no periods of its own follows its package without being told.
  const moved = withContent(plan, itemId).filter(
    ({ root, item: { id, startPeriod, endPeriod } }) =>
      root !== 'milestones' && (id === itemId || startPeriod !== null || endPeriod !== null),
  );
  const places = moved.map(({ item }) => periodsOfItem(item, time));
  const first = Math.min(...places.map(({ from }, at) => (isRanged(moved[at]) ? from : Infinity)));
  const begin = Number.isFinite(first) ? first : Math.min(...places.map(({ to }) => to));
  const end = Math.max(...places.map(({ to }) => to));
  const step = Math.min(Math.max(by, 1 - begin), time.periods - end);
  if (moved.length === 0 || step === 0 || !Number.isFinite(step)) return [];
  return moved.map(({ root, item }, at): PlanChange => {
    const { from, to } = places[at] ?? { from: 1, to: 1 };
    const endPeriod = Math.max(1, to + step);
    const cells = ranged.includes(root) ? { startPeriod: from + step, endPeriod } : { endPeriod };
    return { root, itemId: item.id, cells };
  });
}

function isRanged(row: { root: WorkplanRoot } | undefined): boolean {
  return row !== undefined && ranged.includes(row.root);
}

function withContent(plan: WorkplanSheet, itemId: string) {
  const rows = outlineOf(plan);
  const own = rows.find(({ item }) => item.id === itemId);
  if (!own) return [];
  if (own.root === 'packages' && own.packageId) {
    return rows.filter(({ packageId }) => packageId === own.packageId);
  }
  const inside = rows.filter(
    ({ root, item }) => root === 'deliverables' && item.parentId === itemId,
  );
  return own.root === 'activities' ? [own, ...inside] : [own];
}

/** Moves the beginning or the end of a package or an activity, which keeps at least one period. */
export function resizeByPeriods(
  plan: WorkplanSheet,
  itemId: string,
  edge: 'start' | 'end',
  by: number,
  time: PlanTime,
): PlanChange[] {
  const row = outlineOf(plan).find(({ item }) => item.id === itemId);
  if (!row || !ranged.includes(row.root)) return [];
  const { from, to } = periodsOfItem(row.item, time);
  const startPeriod = edge === 'start' ? Math.min(Math.max(1, from + by), to) : from;
  const endPeriod = edge === 'end' ? Math.max(Math.min(time.periods, to + by), from) : to;
  if (startPeriod === from && endPeriod === to) return [];
  return [{ root: row.root, itemId, cells: { startPeriod, endPeriod } }];
}

/** Moves a milestone's day; one without a day begins on the project's first. */
export function moveByDays(
  plan: WorkplanSheet,
  itemId: string,
  by: number,
  time: PlanTime,
): PlanChange[] {
  const item = plan.milestones.find(({ id }) => id === itemId);
  const day = dayOf(item?.dueDate ?? '');
  const first = time.start && dayOf(time.start);
  if (!item || (day === null && typeof first !== 'number')) return [];
  const dueDate = dayText(day === null ? Number(first) : day + by);
  return dueDate === item.dueDate ? [] : [{ root: 'milestones', itemId, cells: { dueDate } }];
}
