import {
  addWorkplanItem,
  setActivityAfter,
  setActivityPartner,
} from '@samspel/documents/workplan-document';
import { dayAtMonth, type PlanTime } from '@samspel/domain/workplan/plan-time';
import type { WorkplanItem, WorkplanRoot } from '@samspel/domain/workplan/workplan-sheet';

type Cells = Partial<Omit<WorkplanItem, 'id' | 'title' | 'parentId' | 'after' | 'partnerIds'>>;

interface DemoActivity {
  key: string;
  title: string;
  by: string;
  from: number;
  to: number;
  with?: string[];
  after?: string[];
  deliverable?: { title: string; due: number };
}

interface DemoPackage {
  title: string;
  by: string;
  from: number;
  to: number;
  activities: DemoActivity[];
  /** Due so many whole months into the project. */
  milestones: { title: string; month: number; evidence: string }[];
  indicator?: { title: string; unit: string; target: string; due: number };
}

/** Four half-years: find the needs, try in care, spread, and lead it all. */
const plan: readonly DemoPackage[] = [
  {
    title: 'Behov i vården',
    by: 'Mobile Heights',
    from: 1,
    to: 2,
    activities: [
      {
        key: 'studies',
        title: 'Användarstudier i hemtjänsten',
        by: 'Mobile Heights',
        from: 1,
        to: 1,
        with: ['Smart Textiles'],
        deliverable: { title: 'Rapport om behov', due: 1 },
      },
      {
        key: 'choose',
        title: 'Välja tillämpningar',
        by: 'Automation Region',
        from: 2,
        to: 2,
        after: ['studies'],
      },
    ],
    milestones: [
      { title: 'Tre tillämpningar valda', month: 9, evidence: 'Protokoll från styrgruppen' },
    ],
  },
  {
    title: 'Prov i verklig miljö',
    by: 'Smart Textiles',
    from: 2,
    to: 4,
    activities: [
      {
        key: 'build',
        title: 'Ta fram provplagg',
        by: 'Smart Textiles',
        from: 2,
        to: 3,
        with: ['Automation Region'],
        after: ['choose'],
        deliverable: { title: 'Provplagg i två storlekar', due: 3 },
      },
      {
        key: 'try',
        title: 'Pröva i två kommuner',
        by: 'Automation Region',
        from: 3,
        to: 4,
        with: ['Mobile Heights', 'Smart Textiles'],
        after: ['build'],
      },
    ],
    milestones: [{ title: 'Första provet i drift', month: 15, evidence: 'Avtal med kommunen' }],
    indicator: { title: 'Företag som prövar', unit: 'företag', target: '20', due: 4 },
  },
  {
    title: 'Ledning och spridning',
    by: 'Mobile Heights',
    from: 1,
    to: 4,
    activities: [
      { key: 'lead', title: 'Leda och redovisa', by: 'Mobile Heights', from: 1, to: 4 },
      {
        key: 'spread',
        title: 'Sprida till fler regioner',
        by: 'Smart Textiles',
        from: 3,
        to: 4,
        with: ['Mobile Heights'],
        deliverable: { title: 'Handbok för vårdgivare', due: 4 },
      },
    ],
    milestones: [{ title: 'Slutkonferens', month: 23, evidence: 'Program och deltagarlista' }],
  },
];

/** Writes the demo's plan; `owner` answers for its milestones. */
export function writeDemoWorkplan(
  doc: Parameters<typeof addWorkplanItem>[0],
  time: PlanTime,
  partners: ReadonlyMap<string, string>,
  owner: string,
): void {
  const partner = (name: string) => partners.get(name) ?? null;
  const ids = new Map<string, string>();
  const add = (root: WorkplanRoot, title: string, parentId: string | null, cells: Cells) =>
    addWorkplanItem(doc, root, { cells: { title, parentId, ...cells } });
  for (const { title, by, from, to, activities, milestones, indicator } of plan) {
    const at = { responsiblePartnerId: partner(by), startPeriod: from, endPeriod: to };
    const packageId = add('packages', title, null, at);
    for (const activity of activities) {
      const id = addActivity(activity, packageId);
      ids.set(activity.key, id);
    }
    for (const { title, month, evidence } of milestones) {
      const dueDate = dayAtMonth(time, month) ?? '';
      add('milestones', title, packageId, { ownerPersonId: owner, dueDate, evidence });
    }
    if (indicator) {
      const { unit, target, due } = indicator;
      add('indicators', indicator.title, packageId, { unit, target, endPeriod: due });
    }
  }

  function addActivity(activity: DemoActivity, packageId: string): string {
    const { title, by, from, to, after = [], deliverable } = activity;
    const at = { responsiblePartnerId: partner(by), startPeriod: from, endPeriod: to };
    const id = add('activities', title, packageId, at);
    for (const name of activity.with ?? []) setActivityPartner(doc, id, partner(name) ?? '', true);
    for (const key of after) setActivityAfter(doc, id, ids.get(key) ?? '', true);
    if (deliverable) add('deliverables', deliverable.title, id, { endPeriod: deliverable.due });
    return id;
  }
}
