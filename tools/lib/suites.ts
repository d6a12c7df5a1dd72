import { chromium, faketime, redisServer, soffice, type Tool } from './tools-on-path.ts';

export interface Suite {
  /** The vitest project of the same name. */
  name: string;
  what: string;
  needs: Tool[];
  /** Mounts disks of its own, which only root may. */
  asRoot?: boolean;
  /** What its tests have counted (kills, edits, what was lost) is printed after it. */
  counts?: true;
  budgetSeconds: number;
}

/**
 * In the order in which a failure is cheapest to understand. A budget is what the suite takes alone on
 * two cores and a fifth more; all steps of .ci/run together have 29 minutes.
 */
export const suites: Suite[] = [
  {
    name: 'pure',
    what: 'rules and shapes, nothing outside the process',
    needs: [],
    budgetSeconds: 28,
  },
  { name: 'architecture', what: 'the walls, each breached once', needs: [], budgetSeconds: 10 },
  { name: 'pg', what: 'queries and commands on a real PostgreSQL', needs: [], budgetSeconds: 165 },
  {
    name: 'contract',
    what: 'one contract over every implementation, PostgreSQL and Redis alike',
    needs: [redisServer],
    budgetSeconds: 48,
  },
  { name: 'journeys', what: 'whole stories in one process', needs: [], budgetSeconds: 12 },
  { name: 'convergence', what: 'seeded peers with random cuts', needs: [], budgetSeconds: 30 },
  {
    name: 'faults',
    what: 'processes killed between any two steps, bad lines, wrong clocks',
    needs: [faketime, redisServer],
    counts: true,
    budgetSeconds: 350,
  },
  {
    name: 'machine',
    what: 'power cuts and full disks, on disks of its own',
    needs: [],
    asRoot: true,
    counts: true,
    budgetSeconds: 57,
  },
  {
    name: 'operations',
    what: 'commands, embedded database, backup and restore as an operator runs them',
    needs: [],
    budgetSeconds: 80,
  },
  {
    name: 'office',
    what: 'what we export, computed by a spreadsheet of others',
    needs: [soffice],
    budgetSeconds: 15,
  },
  { name: 'e2e', what: 'people in a real browser', needs: [chromium], budgetSeconds: 525 },
];
