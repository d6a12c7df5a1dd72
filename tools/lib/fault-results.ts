import { execFileSync } from 'node:child_process';
import os from 'node:os';
import { type AllFigures, number, totalOf } from './fault-figures.ts';
import type { Reached } from './night-counts.ts';
import { root, seconds } from './step.ts';

export interface LongRun {
  scale: number;
  /** 0: as long as it takes. */
  minutes: number;
  begun: Date;
  suites: { name: string; ok: boolean; ms: number }[];
}

const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

function commit(): string {
  try {
    const dirty =
      git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ', with changes';
    return `${git('rev-parse', '--short', 'HEAD')}${dirty}`;
  } catch {
    return 'unknown';
  }
}

function machine(): string {
  const cpus = os.cpus();
  const gibibytes = Math.round(os.totalmem() / 2 ** 30);
  const model = cpus[0]?.model.trim() ?? 'unknown';
  return `${cpus.length} × ${model}, ${gibibytes} GiB, ${os.type()} ${os.release()}, Node ${process.version}`;
}

const share = ({ scale, minutes }: LongRun) => {
  if (minutes > 0) return `as much of a night as fits in about ${minutes} minutes`;
  return scale === 1 ? 'a whole night' : `${number(scale * 100)} % of a night`;
};

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (string | number)[][]) => [
  row(head),
  row(head.map((_, at) => (at === 0 ? '---' : '---:'))),
  ...rows.map(row),
];

/** What a long run has counted, as tests/faults/RESULTS.md has it. */
export function resultsOf(run: LongRun, counts: readonly Reached[], all: AllFigures): string {
  const rounds = all.map(([name, figures]) => [
    name,
    figures.seed ?? '',
    ...(figures.rounds ? [number(figures.rounds.done), number(figures.rounds.night)] : ['', '']),
    figures.acknowledged === undefined ? '' : number(figures.acknowledged),
    figures.lost ?? '',
    figures.doubled ?? '',
  ]);
  const measured = all.flatMap(([name, figures]) =>
    Object.entries(figures.measured ?? {}).map(([what, value]) => [name, what, number(value)]),
  );
  return [
    '# What the faults have shown',
    '',
    'Written by `npx -y pnpm@12 faults --long`; README.md beside it says what is done and what is compared.',
    '',
    `- Run: ${share(run)}, begun ${run.begun.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `- Commit: ${commit()}`,
    `- Machine: ${machine()}`,
    ...run.suites.map(
      ({ name, ok, ms }) => `- ${name}: ${ok ? 'held' : 'FAILED'} in ${seconds(ms)}`,
    ),
    `- Lost ${totalOf(all, 'lost')}, doubled ${totalOf(all, 'doubled')}`,
    '',
    ...table(
      ['counted', 'wanted here', 'counted', ''],
      counts.map(({ what, wanted, counted, enough, atMost }) => [
        what,
        `${atMost ? '≤ ' : ''}${number(wanted)}`,
        Number.isFinite(counted) ? number(counted) : 'nothing',
        enough ? 'reached' : 'MISSED',
      ]),
    ),
    '',
    ...table(['test', 'seed', 'rounds', 'of a night’s', 'acknowledged', 'lost', 'doubled'], rounds),
    '',
    ...table(['test', 'measured', ''], measured),
    '',
  ].join('\n');
}
