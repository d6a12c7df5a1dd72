import type { BudgetSheet } from '../budget/budget-sheet.ts';
import type { Finding } from '../finding.ts';
import { type CheckId, findingOf } from '../rules.ts';
import { dayOf, lastDayOf } from '../time/day.ts';
import { circlesOf } from './dependencies.ts';
import {
  type WorkplanItem,
  type WorkplanRoot,
  type WorkplanSheet,
  workplanRoots,
} from './workplan-sheet.ts';

/** What a plan is judged by: the project's time, and who takes part. */
export interface WorkplanTerms {
  periods: number;
  startDate: string | null;
  months: number | null;
  partnerIds: readonly string[];
  /** Undefined: who takes part is not known. */
  personIds?: readonly string[] | undefined;
}

type Report = (rule: CheckId, column: string, params?: Finding['params']) => void;

const itemNames: Record<WorkplanRoot, string> = {
  packages: 'work package',
  activities: 'activity',
  deliverables: 'deliverable',
  milestones: 'milestone',
  indicators: 'indicator',
};

/** WP1-WP7, WP9, WP10, WP12: the plan's own findings; an empty plan has none. */
export function checkWorkplan(plan: WorkplanSheet, terms: WorkplanTerms): Finding[] {
  const findings: Finding[] = [];
  for (const root of workplanRoots) {
    for (const item of plan[root]) {
      const report = reporter(findings, root, item);
      judgeTitle(report, item);
      judgePeriods(report, item, terms);
      judgeParent(report, root, item, plan);
      judgeOwner(report, root, item, terms);
      judgeDue(report, root, item, terms);
      if (root === 'indicators' && !/\d/.test(item.target ?? '')) report('WP12', 'target');
    }
  }
  judgeDependencies(plan.activities, findings);
  return findings;
}

function reporter(findings: Finding[], root: WorkplanRoot, item: WorkplanItem): Report {
  const itemId = item.id;
  return (rule, column, params = {}) => {
    const place = { kind: 'workplan', root, itemId, column } as const;
    const all = { kind: itemNames[root], title: item.title, ...params };
    findings.push(findingOf(rule, `workplan:${itemId}`, all, place));
  };
}

function judgeTitle(report: Report, { title }: WorkplanItem): void {
  if (title.trim() === '') report('WP1', 'title');
}

function judgePeriods(report: Report, item: WorkplanItem, { periods }: WorkplanTerms): void {
  const from = item.startPeriod ?? 1;
  const to = item.endPeriod ?? periods;
  if (to <= periods && from <= to) return;
  report('WP2', to > periods ? 'endPeriod' : 'startPeriod', { from, to, periods });
}

const parentRoots: Partial<Record<WorkplanRoot, WorkplanRoot>> = {
  activities: 'packages',
  deliverables: 'activities',
  milestones: 'packages',
  indicators: 'packages',
};

/** WP9, WP3: an activity has a package, a deliverable an activity; both lie within their package. */
function judgeParent(
  report: Report,
  root: WorkplanRoot,
  item: WorkplanItem,
  plan: WorkplanSheet,
): void {
  const parentRoot = parentRoots[root];
  if (!parentRoot) return;
  const needed = root === 'activities' || root === 'deliverables';
  if (item.parentId === null && !needed) return;
  const parent = plan[parentRoot].find(({ id }) => id === item.parentId);
  if (!parent) {
    report('WP9', 'parentId');
    return;
  }
  const [start, end] = [parent.startPeriod ?? 1, parent.endPeriod ?? Number.POSITIVE_INFINITY];
  const from = item.startPeriod ?? item.endPeriod ?? start;
  const to = item.endPeriod ?? from;
  if (from >= start && to <= end) return;
  report('WP3', 'endPeriod', { from, to, start, end: end === Number.POSITIVE_INFINITY ? to : end });
}

/** WP5: a package has a partner, a milestone a person; whoever answers takes part. */
function judgeOwner(
  report: Report,
  root: WorkplanRoot,
  item: WorkplanItem,
  { partnerIds, personIds }: WorkplanTerms,
): void {
  const partner = item.responsiblePartnerId;
  if (partner !== null && !partnerIds.includes(partner)) report('WP5', 'responsiblePartnerId');
  else if (root === 'packages' && partner === null) report('WP5', 'responsiblePartnerId');
  else if (root === 'milestones') {
    const owner = item.ownerPersonId;
    if (!owner || personIds?.includes(owner) === false) report('WP5', 'ownerPersonId');
  }
}

/** WP6, WP7: deliverables and milestones are due, a milestone on a day of the project. */
function judgeDue(
  report: Report,
  root: WorkplanRoot,
  item: WorkplanItem,
  { startDate, months }: WorkplanTerms,
): void {
  if (root === 'deliverables' && item.endPeriod === null) report('WP6', 'endPeriod');
  if (root !== 'milestones') return;
  const due = dayOf(item.dueDate ?? '');
  if (due === null) {
    report('WP6', 'dueDate');
    return;
  }
  const end = startDate && months ? lastDayOf(startDate, months) : null;
  const [first, last] = [dayOf(startDate ?? ''), dayOf(end ?? '')];
  if (first === null || last === null || (due >= first && due <= last)) return;
  const days = { day: item.dueDate ?? '', start: startDate ?? '', end: end ?? '' };
  report('WP7', 'dueDate', days);
}

/** WP4, WP10: activities wait for each other without a circle, and begin after what they wait for. */
function judgeDependencies(activities: readonly WorkplanItem[], findings: Finding[]): void {
  for (const circle of circlesOf(activities)) {
    const [first] = circle;
    if (!first) continue;
    const path = [...circle, first].map(({ title }) => title).join(' → ');
    reporter(findings, 'activities', first)('WP4', 'after', { path });
  }
  const known = new Map(activities.map((activity) => [activity.id, activity]));
  for (const activity of activities) {
    for (const id of activity.after ?? []) {
      const before = known.get(id);
      if (!before || activity.startPeriod === null || before.endPeriod === null) continue;
      if (activity.startPeriod >= before.endPeriod) continue;
      reporter(findings, 'activities', activity)('WP10', 'after', { before: before.title });
    }
  }
}

/** WP8: the packages that a partner's lines name are in the plan. */
export function checkPackagesOfLines(
  partnerId: string,
  { lines }: BudgetSheet,
  plan: WorkplanSheet,
): Finding[] {
  const known = new Set(plan.packages.map(({ id }) => id));
  return lines
    .filter(({ workPackage }) => workPackage !== null && !known.has(workPackage))
    .map(({ id }) => {
      const place = { kind: 'budget', partnerId, lineId: id, column: 'workPackage' } as const;
      return findingOf('WP8', `line:${partnerId}/${id}`, {}, place);
    });
}
