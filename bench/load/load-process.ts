import { Crowd } from './crowd.ts';
import { leaveAll, openFresh } from './fresh.ts';
import { writeHistory } from './history.ts';
import type { JobName, Jobs } from './jobs.ts';
import { run } from './run.ts';

export interface Order {
  id: number;
  job: JobName;
  with: unknown;
}

export interface Outcome {
  id: number;
  result?: unknown;
  error?: string;
}

// People, simulated in a process of their own. Told by messages what to do; ends with whoever started it.
const crowd = new Crowd();
const jobs: Jobs = {
  open: (job) => crowd.open(job),
  run: (job) => run(crowd, job),
  state: () => crowd.state(),
  async close() {
    leaveAll();
    await crowd.close();
  },
  writeHistory,
  fresh: openFresh,
};

const tell = (outcome: Outcome) => process.send?.(outcome);

process.on('message', ({ id, job, with: given }: Order) => {
  const work = jobs[job] as (given: unknown) => Promise<unknown>;
  work(given).then(
    (result) => tell({ id, result }),
    (error: unknown) => tell({ id, error: String(error instanceof Error ? error.stack : error) }),
  );
});
process.on('disconnect', () => process.exit(0));
