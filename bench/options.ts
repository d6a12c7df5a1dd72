import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Subject } from './subjects/subject.ts';
import { subjects } from './subjects/subjects.ts';
import type { Workload } from './workloads/workload.ts';
import { workloads } from './workloads/workloads.ts';

export const usage = `pnpm bench [--quick | --check [--record]] [--only ID,...] [--subjects ID,...] [--repetitions N]

  (nothing)       all workloads, all servers, three repetitions (steady once); writes bench/RESULTS.md
  --quick         typing, cold open and crash of Samspel and Hocuspocus with PostgreSQL: under two minutes
  --check         short runs of Samspel alone; fails where a figure is beyond three times bench/limits.json
  --record        with --check: records what was found as the limits, with this machine's name
  --only          writes these sections of bench/RESULTS.md anew: ${workloads.map(({ id }) => id).join(', ')}
  --subjects      writes no section: ${subjects.map(({ id }) => id).join(', ')}
`;

export interface BenchOptions {
  mode: 'full' | 'quick' | 'check';
  record: boolean;
  workloads: Workload[];
  subjects: Subject[];
  repetitions: number;
  /** No server was left out. */
  allServers: boolean;
  /** Nothing was left out. */
  whole: boolean;
  trace: string | null;
}

export function readOptions(args: string[]): BenchOptions | null {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      only: { type: 'string' },
      subjects: { type: 'string' },
      repetitions: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const mode = values.check ? 'check' : values.quick ? 'quick' : 'full';
  const usual = {
    full: { subjects, workloads, repetitions: 3 },
    quick: {
      subjects: subjects.filter(({ id }) => id === 'ours' || id === 'hocuspocus-postgres'),
      workloads: workloads.filter(({ quick }) => quick),
      repetitions: 1,
    },
    check: { subjects: subjects.filter(({ id }) => id === 'ours'), workloads, repetitions: 1 },
  }[mode];
  const repetitions = Number(values.repetitions ?? usual.repetitions);
  if (!Number.isInteger(repetitions) || repetitions < 1)
    throw new Error('--repetitions: 1 or more');
  return {
    mode,
    record: values.record,
    workloads: chosen(workloads, values.only, '--only') ?? [...usual.workloads],
    subjects: chosen(subjects, values.subjects, '--subjects') ?? [...usual.subjects],
    repetitions,
    allServers: values.subjects === undefined,
    whole: values.only === undefined && values.subjects === undefined,
    trace: findTrace(),
  };
}

function chosen<T extends { id: string }>(
  all: readonly T[],
  names: string | undefined,
  option: string,
) {
  if (names === undefined) return null;
  return names.split(',').map((name) => {
    const found = all.find(({ id }) => id === name);
    if (!found)
      throw new Error(`${option}: ${name} is none of ${all.map(({ id }) => id).join(', ')}`);
    return found;
  });
}

/** The recorded editing trace, which is too large for the repository: BENCH_TRACE, or beside it. */
function findTrace(): string | null {
  const given = process.env.BENCH_TRACE;
  if (given !== undefined && !existsSync(given)) throw new Error(`BENCH_TRACE: no file ${given}`);
  const beside = path.join(import.meta.dirname, '../../shared/data/traces/automerge-paper.json.gz');
  return given ?? (existsSync(beside) ? beside : null);
}
