import { startLoop } from '@samspel/platform/loop';
import type { Job, Working } from '@samspel/platform/queue/queue';
import type { ScheduledWork, WorkerOptions } from './worker.ts';

const SCHEDULES_QUEUE = 'schedules';
const SAY_AGAIN_MS = 60_000;

/** Puts the schedules into the queue, so that of several workers one runs each round, and works on them. */
export async function runSchedules<DB>(
  options: WorkerOptions<DB>,
  schedules: Readonly<Record<string, ScheduledWork<DB>>>,
): Promise<Working> {
  const when = Object.fromEntries(Object.entries(schedules).map(([id, work]) => [id, work.when]));
  await options.queue.schedule(SCHEDULES_QUEUE, when);
  // An emptied Redis forgets its schedules, and with them everything that has a due date.
  const saying = startLoop({
    name: 'schedules',
    log: options.log,
    everyMs: SAY_AGAIN_MS,
    turn: async () => {
      await options.queue.schedule(SCHEDULES_QUEUE, when);
      return false;
    },
  });
  const working = options.queue.work(SCHEDULES_QUEUE, (job) => runRound(options, schedules, job));
  return {
    async close() {
      await saying.stop();
      await working.close();
    },
  };
}

async function runRound<DB>(
  options: WorkerOptions<DB>,
  schedules: Readonly<Record<string, ScheduledWork<DB>>>,
  { data }: Job,
): Promise<void> {
  const id = String(data.schedule);
  // A round of a schedule that only another version of this program knows is not ours to judge.
  const work = schedules[id];
  if (!work) return;
  const log = options.log.child({ schedule: id });
  try {
    await work.run({ ...options, log });
  } catch (error) {
    log.error({ err: error }, 'scheduled work failed; the next round tries again');
    throw error;
  }
}
