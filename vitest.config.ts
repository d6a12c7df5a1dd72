import { defineConfig } from 'vitest/config';

// One project per kind of test; the file's name or folder decides which. tools/test.ts runs them
// one after the other and holds each to its time budget.
const others = [
  '**/node_modules/**',
  '**/*.pg.test.ts',
  '**/*.contract.test.ts',
  '**/*.convergence.test.ts',
  '**/*.office.test.ts',
  '**/*.child.test.ts',
];
const everySource = ['packages/*/src/**', 'apps/*/src/**', 'tools/**', 'bench/**'];

const project = (
  name: string,
  include: string[],
  options: {
    exclude?: string[];
    seconds: number;
    workers?: number;
    postgres?: boolean;
    isolate?: boolean;
  },
) => ({
  test: {
    name,
    include,
    exclude: options.exclude ?? ['**/node_modules/**'],
    // A night's run is bounded by its counts.
    testTimeout: process.env.SAMSPEL_LONG ? 172_800_000 : options.seconds * 1000,
    hookTimeout: options.seconds * 2000,
    maxWorkers: options.workers ?? 2,
    isolate: options.isolate ?? true,
    // One PostgreSQL for all projects of a run; each file that asks gets a database of its own.
    globalSetup: options.postgres ? ['tests/support/global-setup.ts'] : [],
  },
});

export default defineConfig({
  test: {
    projects: [
      project(
        'pure',
        everySource.map((folder) => `${folder}/*.test.ts`),
        // What is pure leaves nothing behind for the next file of its process.
        { exclude: others, seconds: 20, isolate: false },
      ),
      project('architecture', ['tests/architecture/**/*.test.ts'], { seconds: 60 }),
      // Each file has a database of its own; a quarter of the time would go into loading what all share.
      project('pg', ['**/*.pg.test.ts'], { seconds: 30, postgres: true, isolate: false }),
      project('contract', ['**/*.contract.test.ts'], { seconds: 30, postgres: true }),
      project('journeys', ['tests/journeys/**/*.test.ts'], {
        seconds: 60,
        postgres: true,
        isolate: false,
      }),
      project('convergence', ['tests/convergence/**/*.test.ts', '**/*.convergence.test.ts'], {
        seconds: 120,
        postgres: true,
      }),
      project('faults', ['tests/faults/**/*.test.ts'], {
        seconds: 180,
        workers: 1,
        postgres: true,
      }),
      project('machine', ['tests/machine/**/*.test.ts'], { seconds: 180, workers: 1 }),
      project('operations', ['tests/operations/**/*.test.ts', '**/*.child.test.ts'], {
        exclude: others.filter((pattern) => !pattern.includes('child')),
        seconds: 180,
      }),
      project('office', ['**/*.office.test.ts'], { seconds: 60, workers: 1 }),
      project('e2e', ['tests/e2e/**/*.test.ts'], { seconds: 300, workers: 2 }),
    ],
  },
});
