import type { WorkplanItem, WorkplanRoot, WorkplanSheet } from './workplan-sheet.ts';

/** One item of the plan where it stands: packages, what is in them, and what belongs nowhere last. */
export interface OutlineRow {
  root: WorkplanRoot;
  item: WorkplanItem;
  /** "2", "2.1", "2.1.1"; "M3" and "I1" count through the plan; empty for what belongs nowhere. */
  number: string;
  /** 1 is a package, 2 what lies in one, 3 a deliverable. */
  level: 1 | 2 | 3;
  packageId: string | null;
}

/** The plan as people read it, in order, each item once, with the number that it is called by. */
export function outlineOf(plan: WorkplanSheet): OutlineRow[] {
  const rows: OutlineRow[] = [];
  const counted = { milestones: counter('M'), indicators: counter('I') };
  const nested = (list: readonly WorkplanItem[]) => Map.groupBy(list, ({ parentId }) => parentId);
  const activities = nested(plan.activities);
  const deliverables = nested(plan.deliverables);
  const milestones = nested(plan.milestones);
  const indicators = nested(plan.indicators);
  plan.packages.forEach((item, at) => {
    const packageId = item.id;
    const number = String(at + 1);
    rows.push({ root: 'packages', item, number, level: 1, packageId });
    (activities.get(packageId) ?? []).forEach((activity, index) => {
      const inner = `${number}.${index + 1}`;
      rows.push({ root: 'activities', item: activity, number: inner, level: 2, packageId });
      (deliverables.get(activity.id) ?? []).forEach((one, place) => {
        const last = `${inner}.${place + 1}`;
        rows.push({ root: 'deliverables', item: one, number: last, level: 3, packageId });
      });
    });
    for (const [root, list] of [
      ['milestones', milestones],
      ['indicators', indicators],
    ] as const) {
      for (const one of list.get(packageId) ?? []) {
        rows.push({ root, item: one, number: counted[root](), level: 2, packageId });
      }
    }
  });
  rows.push(...looseRows(plan, new Set(rows.map(({ item }) => item.id)), counted));
  return rows;
}

type Counters = Record<'milestones' | 'indicators', () => string>;

/** What no package holds (any more): others may have removed it while somebody wrote in it. */
function looseRows(plan: WorkplanSheet, placed: Set<string>, counted: Counters): OutlineRow[] {
  const loose: OutlineRow[] = [];
  const add = (root: WorkplanRoot, item: WorkplanItem, number = '') => {
    if (placed.has(item.id)) return;
    placed.add(item.id);
    const level = root === 'deliverables' ? 3 : 2;
    loose.push({ root, item, number, level, packageId: null });
  };
  for (const activity of plan.activities) {
    if (placed.has(activity.id)) continue;
    add('activities', activity);
    for (const one of plan.deliverables) if (one.parentId === activity.id) add('deliverables', one);
  }
  for (const one of plan.deliverables) add('deliverables', one);
  for (const root of ['milestones', 'indicators'] as const) {
    for (const one of plan[root]) if (!placed.has(one.id)) add(root, one, counted[root]());
  }
  return loose;
}

function counter(prefix: string): () => string {
  let count = 0;
  return () => `${prefix}${++count}`;
}
