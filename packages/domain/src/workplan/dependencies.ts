import type { WorkplanItem } from './workplan-sheet.ts';

/**
 * WP4: the circles among activities that wait for each other, each once, beginning with the
 * activity that stands first in the plan. Activities that are not there are waited for by nobody.
 */
export function circlesOf(activities: readonly WorkplanItem[]): WorkplanItem[][] {
  const known = new Map(activities.map((activity) => [activity.id, activity]));
  const next = ({ after = [] }: WorkplanItem) => after.flatMap((id) => known.get(id) ?? []);
  const done = new Set<string>();
  const circles: WorkplanItem[][] = [];
  for (const start of activities) {
    // Explicit, not recursive: a chain of thousands must not exhaust the stack.
    const path: { item: WorkplanItem; rest: WorkplanItem[] }[] = [];
    const on = new Map<string, number>();
    const enter = (item: WorkplanItem) => {
      on.set(item.id, path.length);
      path.push({ item, rest: next(item) });
    };
    if (!done.has(start.id)) enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const step = top.rest.shift();
      if (!step) {
        done.add(top.item.id);
        on.delete(top.item.id);
        path.pop();
        continue;
      }
      const at = on.get(step.id);
      if (at !== undefined) circles.push(path.slice(at).map(({ item }) => item));
      else if (!done.has(step.id)) enter(step);
    }
  }
  return circles;
}

/** Whether an activity may wait for another without waiting for itself. */
export function mayWaitFor(
  activities: readonly WorkplanItem[],
  activityId: string,
  beforeId: string,
): boolean {
  const known = new Map(activities.map((activity) => [activity.id, activity]));
  const open = [beforeId];
  const seen = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === activityId) return false;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(known.get(id)?.after ?? []));
  }
  return true;
}
