export const workplanRoots = [
  'packages',
  'activities',
  'deliverables',
  'milestones',
  'indicators',
] as const;
export type WorkplanRoot = (typeof workplanRoots)[number];

/**
 * One row of the work plan. Of an activity, a milestone or an indicator `parentId` is its package,
 * of a deliverable its activity. A deliverable is due, and an indicator's target met, by the end of
 * `endPeriod`. What may be absent says nothing when it is.
 */
export interface WorkplanItem {
  id: string;
  parentId: string | null;
  title: string;
  responsiblePartnerId: string | null;
  startPeriod: number | null;
  endPeriod: number | null;
  description?: string;
  /** Activities that this one waits for, sorted. */
  after?: string[];
  /** Partners that take part in an activity, sorted. */
  partnerIds?: string[];
  /** Milestones: who answers for it, when it is due (YYYY-MM-DD), and what will show it. */
  ownerPersonId?: string;
  dueDate?: string;
  evidence?: string;
  /** Indicators. */
  unit?: string;
  target?: string;
}

/** The work plan's rows in order; deleted ones are left out. */
export type WorkplanSheet = Record<WorkplanRoot, WorkplanItem[]>;

export const emptyWorkplan: WorkplanSheet = {
  packages: [],
  activities: [],
  deliverables: [],
  milestones: [],
  indicators: [],
};

export function isEmptyWorkplan(plan: WorkplanSheet): boolean {
  return workplanRoots.every((root) => plan[root].length === 0);
}
