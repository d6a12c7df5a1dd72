import type { Fleet } from './load/fleet.ts';
import type { BenchPostgres } from './machine/postgres.ts';
import { beginResult, summarize, type WorkloadResult } from './report/results.ts';
import { RunningSubject, type Subject } from './subjects/subject.ts';
import type { Figures, Stage, Workload } from './workloads/workload.ts';

export interface Setting {
  fleet: Fleet;
  postgres: BenchPostgres;
  hubCores: readonly number[];
  folder: string;
  subjects: readonly Subject[];
  repetitions: number;
  quick: boolean;
  check: boolean;
  trace: string | null;
  say(line: string): void;
}

/** All servers, again and again, in turn: what the machine does meanwhile meets all of them alike. */
export async function measure(workload: Workload, setting: Setting): Promise<WorkloadResult> {
  const { subjects, repetitions, say } = setting;
  const result = beginResult(workload);
  const taking = subjects.filter((subject) => workload.fits(subject));
  const found = new Map(taking.map(({ id }) => [id, [] as Figures[]]));
  const failures = new Map(taking.map(({ id }) => [id, [] as string[]]));
  const times = workload.once ? 1 : repetitions;
  for (let repetition = 1; repetition <= times; repetition++) {
    const first = (repetition - 1) % taking.length;
    for (const subject of [...taking.slice(first), ...taking.slice(0, first)]) {
      const begun = performance.now();
      try {
        found.get(subject.id)!.push(await once(workload, subject, setting, repetition, result));
        const took = ((performance.now() - begun) / 1000).toFixed(0);
        say(`${workload.id} ${repetition}/${times} ${subject.label}: ${took} s`);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        failures.get(subject.id)!.push(why.split('\n')[0]!);
        say(`${workload.id} ${repetition}/${times} ${subject.label}: FAILED ${why}`);
      }
    }
  }
  result.subjects = taking.map((subject) =>
    summarize(workload, subject, found.get(subject.id)!, failures.get(subject.id)!),
  );
  return result;
}

async function once(
  workload: Workload,
  subject: Subject,
  setting: Setting,
  repetition: number,
  result: WorkloadResult,
): Promise<Figures> {
  const { fleet, postgres, quick, check, trace, say } = setting;
  const note = (key: string, value: string) => {
    result.notes[key] = value;
  };
  const newcomer = () => fleet.newcomer();
  const stage: Stage = { fleet, newcomer, postgres, repetition, quick, check, trace, say, note };
  const running = await RunningSubject.start(subject, setting);
  try {
    return await workload.measure(running, stage);
  } finally {
    await fleet.close();
    await running.end();
  }
}
